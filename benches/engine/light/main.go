// SPDX-License-Identifier: Apache-2.0

// Asks the engine's own light client and its own judge of evidence what they make of each case: lines of JSON in,
// lines of JSON out. It is what a test holds our light client against.
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/cometbft/cometbft/evidence"
	"github.com/cometbft/cometbft/light"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"
)

const lineMax = 16 << 20

type asked struct {
	Trusted  string `json:"trusted"`
	Block    string `json:"block"`
	Evidence string `json:"evidence"`
	Common   string `json:"common"`
	Believed string `json:"believed"`
	Now      int64  `json:"now"`
}

type answer struct {
	Refused string `json:"refused"`
	Hash    string `json:"hash"`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 0, lineMax), lineMax)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var one asked
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			panic(err)
		}
		given := judge(one)
		if err := out.Encode(given); err != nil {
			panic(err)
		}
	}
}

// judge answers one case; whatever the engine does in place of an answer is a refusal, too.
func judge(one asked) (given answer) {
	defer func() {
		if failure := recover(); failure != nil {
			given = answer{Refused: fmt.Sprint("panic: ", failure)}
		}
	}()
	if one.Evidence != "" {
		return judgeEvidence(one)
	}
	trusted, block := read(one.Trusted), read(one.Block)
	err := block.ValidateBasic(trusted.ChainID)
	if err == nil {
		err = light.Verify(trusted.SignedHeader, trusted.ValidatorSet, block.SignedHeader, block.ValidatorSet,
			168*time.Hour, time.Unix(0, one.Now), 10*time.Second, light.DefaultTrustLevel)
	}
	return said(err, block.Hash())
}

func judgeEvidence(one asked) answer {
	var message cmtproto.Evidence
	if err := message.Unmarshal(bytes(one.Evidence)); err != nil {
		return said(err, nil)
	}
	given, err := types.EvidenceFromProto(&message)
	if err == nil {
		err = given.ValidateBasic()
	}
	if err != nil {
		return said(err, nil)
	}
	common, believed := read(one.Common), read(one.Believed)
	if given.Time() != common.Time || given.Height() != common.Height {
		return answer{Refused: "another block"}
	}
	switch kind := given.(type) {
	case *types.DuplicateVoteEvidence:
		err = evidence.VerifyDuplicateVote(kind, common.ChainID, common.ValidatorSet)
	case *types.LightClientAttackEvidence:
		err = evidence.VerifyLightClientAttack(kind, common.SignedHeader, believed.SignedHeader, common.ValidatorSet,
			believed.Time, 168*time.Hour)
	}
	return said(err, types.EvidenceList{given}.Hash())
}

func read(text string) *types.LightBlock {
	var message cmtproto.LightBlock
	if err := message.Unmarshal(bytes(text)); err != nil {
		panic(err)
	}
	block, err := types.LightBlockFromProto(&message)
	if err != nil {
		panic(err)
	}
	return block
}

func bytes(text string) []byte {
	data, err := hex.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return data
}

func said(err error, hash []byte) answer {
	if err != nil {
		return answer{Refused: err.Error()}
	}
	return answer{Hash: hex.EncodeToString(hash)}
}
