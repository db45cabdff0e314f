// SPDX-License-Identifier: Apache-2.0

// An application that accepts every transaction and does nothing: what the engine alone costs, over its socket.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"os"
	"os/signal"
	"syscall"

	"github.com/cometbft/cometbft/abci/server"
	"github.com/cometbft/cometbft/abci/types"
)

// app counts transactions: its hash changes when there were some, as a ledger's would, and not on empty blocks.
type app struct {
	types.BaseApplication
	height, count, pending uint64
}

func (a *app) Info(context.Context, *types.RequestInfo) (*types.ResponseInfo, error) {
	return &types.ResponseInfo{LastBlockHeight: int64(a.height), LastBlockAppHash: a.hash(a.count)}, nil
}

func (a *app) FinalizeBlock(_ context.Context, asked *types.RequestFinalizeBlock) (*types.ResponseFinalizeBlock, error) {
	a.pending = uint64(len(asked.Txs))
	a.height = uint64(asked.Height)
	results := make([]*types.ExecTxResult, len(asked.Txs))
	for index := range results {
		results[index] = &types.ExecTxResult{}
	}
	return &types.ResponseFinalizeBlock{TxResults: results, AppHash: a.hash(a.count + a.pending)}, nil
}

func (a *app) Commit(context.Context, *types.RequestCommit) (*types.ResponseCommit, error) {
	a.count += a.pending
	a.pending = 0
	return &types.ResponseCommit{}, nil
}

func (a *app) hash(count uint64) []byte {
	if a.height == 0 {
		return nil
	}
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, count))
	return sum[:]
}

func main() {
	listening := server.NewSocketServer("unix://"+os.Args[1], &app{})
	if err := listening.Start(); err != nil {
		panic(err)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	<-stop
	_ = listening.Stop()
}
