// SPDX-License-Identifier: Apache-2.0
// The way from a figure to what proves it: a package for a verifier, or the record with its path to the state root.
import { ProblemError, type Claim } from "@counterfoil/client";
import { Alert, Button, Space } from "antd";
import { useState, type ReactNode } from "react";
import { useCommon } from "../frame/language";
import { useChain } from "../frame/session";

interface Wanted {
  chain: string;
  /** what the figure is about, in words, so that buttons of one page differ */
  about: string;
  claim?: Claim;
  /** whose proof is wanted */
  record?: string;
}

export function Evidence({ chain: name, about, claim, record }: Wanted): ReactNode {
  const say = useCommon();
  const chain = useChain(name);
  const [state, setState] = useState<{ busy: boolean; refused?: string }>({ busy: false });

  async function fetched(file: string, kind: string, ask: () => Promise<BlobPart>): Promise<void> {
    setState({ busy: true });
    try {
      download(file, new Blob([await ask()], { type: kind }));
      setState({ busy: false });
    } catch (error) {
      const told = error instanceof ProblemError ? (error.problem?.detail || error.message) : String(error);
      setState({ busy: false, refused: told });
    }
  }

  const proof = async (): Promise<string> => JSON.stringify(await chain.record(record!, { proof: true }), null, 2);
  return (
    <Space wrap className="evidence">
      {claim !== undefined && (
        <Button
          size="small"
          loading={state.busy}
          aria-label={say("package_about", { about })}
          onClick={() => void fetched(`${plain(about)}.zip`, "application/zip", () => chain.evidence({ ...claim, publish: true } as Claim))}
        >
          {say("package")}
        </Button>
      )}
      {record !== undefined && (
        <Button
          size="small"
          aria-label={say("proof_about", { about })}
          onClick={() => void fetched(`${plain(record)}.json`, "application/json", proof)}
        >
          {say("proof")}
        </Button>
      )}
      {state.refused !== undefined && <Alert type="warning" showIcon title={state.refused} />}
    </Space>
  );
}

function plain(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-");
}

function download(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
