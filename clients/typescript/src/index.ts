// SPDX-License-Identifier: Apache-2.0
// What programs import.
export { Chain, Client, type Answer, type Claim, type Found, type Listing, type Options, type Sending, type Told } from "./client.js";
export { fromHex, toHex, type Bytes } from "./bytes.js";
export { canonical, type Json } from "./canonical.js";
export { messages, type Event, type Followed, type Following } from "./follow.js";
export { Ed25519Key, keyidOf, type Signer } from "./keys.js";
export { ProblemError, type Problem } from "./problem.js";
export { signatureHeaders, signingFetch, type Signing } from "./requests.js";
export type { components, operations, paths } from "./schema.js";
export {
  checkedDraft, DraftMismatch, drawnUp, newSeed, signed, TRANSACTION_TYPE, type Call, type Draft, type Intended, type Unsigned,
} from "./transactions.js";
