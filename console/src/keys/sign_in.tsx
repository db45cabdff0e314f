// SPDX-License-Identifier: Apache-2.0
// Signing in: with a key file, with a key that this browser keeps, or with one that is made here and registered first.
import { ProblemError, toHex, type Ed25519Key } from "@counterfoil/client";
import { Ed25519Key as Key } from "@counterfoil/client";
import { Alert, Button, Card, Checkbox, Input } from "antd";
import { useEffect, useState, type ReactNode } from "react";
import { Refused } from "../frame/asked";
import { useTexts } from "../frame/language";
import { signIn, type Session } from "../frame/session";
import { KeyFileError, openKeyFile } from "./key_file";
import { forget, keep, keptKeys, madeHere, type KeptKey } from "./key_store";
import texts from "./texts.json";

const WHY = { unreadable: "unreadable", passphrase: "wrong_passphrase", scheme: "scheme", mismatch: "mismatch" } as const;

export function SignIn({ signedIn }: { signedIn: (session: Session) => void }): ReactNode {
  const say = useTexts(texts);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [kept, setKept] = useState<readonly KeptKey[]>([]);
  const read = (): void => void keptKeys().then(setKept, setError);
  useEffect(read, []);
  useEffect(() => {
    document.title = `${say("title")} · Counterfoil`;
  });

  async function enter(opened: () => Promise<Ed25519Key>): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      signedIn(await signIn(await opened()));
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  }

  if (!("subtle" in crypto)) return <Alert type="error" showIcon title={say("no_webcrypto")} />;
  return (
    <>
      <h1>{say("title")}</h1>
      <p>{say("why")}</p>
      {error !== undefined && <Trouble error={error} />}
      {kept.length > 0 && <Kept kept={kept} enter={enter} read={read} />}
      <FromFile enter={enter} busy={busy} />
      <Made read={read} />
    </>
  );
}

type Enter = (opened: () => Promise<Ed25519Key>) => Promise<void>;

function FromFile({ enter, busy }: { enter: Enter; busy: boolean }): ReactNode {
  const say = useTexts(texts);
  const [file, setFile] = useState<File>();
  const [passphrase, setPassphrase] = useState("");
  const [keeping, setKeeping] = useState(false);
  async function opened(): Promise<Ed25519Key> {
    const { name, key } = await openKeyFile(await file!.text(), passphrase);
    if (keeping) await keep(name || file!.name, key);
    return key;
  }
  return (
    <Card title={<h2>{say("file")}</h2>}>
      <form
        className="sign-in"
        onSubmit={(event) => {
          event.preventDefault();
          if (file !== undefined) void enter(opened);
        }}
      >
        <label>
          {say("file")} ({say("file_hint")}){" "}
          <input type="file" name="key" required onChange={({ target }) => setFile(target.files?.[0])} />
        </label>
        <label>
          {say("passphrase")}
          <Input.Password name="passphrase" autoComplete="off" value={passphrase} onChange={({ target }) => setPassphrase(target.value)} visibilityToggle={false} />
        </label>
        <Checkbox checked={keeping} onChange={({ target }) => setKeeping(target.checked)}>{say("keep")}</Checkbox>
        <Button type="primary" htmlType="submit" loading={busy}>{say("open")}</Button>
      </form>
    </Card>
  );
}

function Kept({ kept, enter, read }: { kept: readonly KeptKey[]; enter: Enter; read: () => void }): ReactNode {
  const say = useTexts(texts);
  return (
    <Card title={<h2>{say("kept")}</h2>}>
      <ul>
        {kept.map(({ keyid, name, publicKey, key }) => (
          <li key={keyid}>
            <Button onClick={() => void enter(() => Key.of(publicKey, key))}>{say("use", { name })}</Button>{" "}
            <Button danger onClick={() => void forget(keyid).then(read)}>{say("forget", { name })}</Button>{" "}
            <code>{toHex(publicKey)}</code>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Made({ read }: { read: () => void }): ReactNode {
  const say = useTexts(texts);
  const [made, setMade] = useState<string>();
  async function make(): Promise<void> {
    const key = await madeHere();
    await keep(`${say("here")} ${key.keyid.slice(0, 8)}`, key);
    setMade(toHex(key.publicKey));
    read();
  }
  return (
    <Card title={<h2>{say("make")}</h2>}>
      <p>{say("make_hint")}</p>
      <Button onClick={() => void make()}>{say("make")}</Button>
      {made !== undefined && <p role="status">{say("made")} <code>{made}</code></p>}
    </Card>
  );
}

function Trouble({ error }: { error: unknown }): ReactNode {
  const say = useTexts(texts);
  if (error instanceof KeyFileError) return <Alert type="error" showIcon title={say(WHY[error.why])} />;
  if (error instanceof ProblemError && error.status === 401) return <Alert type="error" showIcon title={say("unknown")} description={error.message} />;
  return <Refused error={error} />;
}
