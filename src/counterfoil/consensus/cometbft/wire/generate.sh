#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Writes the .proto files and the modules of this folder anew: sh generate.sh MODULE_OF_THE_ENGINE, with grpcio-tools.
set -eu
protos="$1/proto/tendermint"
here="$(cd "$(dirname "$0")" && pwd)"
source="$(cd "$here/../../../.." && pwd)"
package=counterfoil/consensus/cometbft/wire

# What the annotations of gogoproto say concerns Go alone; without them nothing but protobuf itself is needed.
for name in abci/types crypto/keys crypto/proof types/params types/validator; do
    flat="$(echo "$name" | tr / _)"
    {
        echo "// SPDX-License-Identifier: Apache-2.0"
        echo "// From CometBFT, proto/tendermint/$name.proto, without the annotations for Go; see NOTICE."
        perl -0pe '
            s{^import "gogoproto/gogo\.proto";\n}{}mg;
            s{^option go_package.*\n}{}mg;
            s{^\s*option \(gogoproto\.[^;]*;\n}{}mg;
            s{\s*\[\s*\(gogoproto[^\]]*\]}{}sg;
            s{,\s*\(gogoproto\.[a-z_]+\)\s*=\s*("[^"]*"|[a-z]+)}{}sg;
            s{import "tendermint/([a-z]+)/([a-z]+)\.proto"}{import "'"$package"'/$1_$2.proto"}g;
        ' "$protos/$name.proto"
    } > "$here/$flat.proto"
done

cd "$source"
"${PYTHON:-python3}" -m grpc_tools.protoc --proto_path=. --python_out=. --pyi_out=. "$package"/*.proto
for made in "$here"/*_pb2.py "$here"/*_pb2.pyi; do
    { echo "# SPDX-License-Identifier: Apache-2.0"; cat "$made"; } > "$made.new" && mv "$made.new" "$made"
done
