// SPDX-License-Identifier: Apache-2.0
// Attestations: what a trusted attester says of a party, for a time; and whom the chain trusts for which topic.
import { type JsonObject } from "../canonical.ts";
import { require } from "../wrong.ts";
import { demandConsent, demandOneOrSupervisor, demandRole, partyPath, there } from "./authority.ts";
import { inForce, scheduled, type Dated } from "./dated.ts";
import { TABLES } from "./forms_data.ts";
import { type Caused, type Moment, type Rec, type Rules } from "./law.ts";
import { pick } from "./shapes.ts";
import { changes, makes } from "./touches.ts";

interface TrustEntry extends Dated {
  attesters: string[];
  values: string[];
}

const trustPath = (topic: string): string => `parties/trust/${topic}`;
const attestationPath = ({ party, topic }: JsonObject): string => `parties/attestation/${party}/${topic}`;

function entryInForce(moment: Moment, topic: string): TrustEntry | null {
  return inForce(there(moment, trustPath(topic))["entries"] as TrustEntry[], moment.time);
}

/** The topic has such a value: by the law, or where it says nothing by the policy in force; of a person a listed one. */
function demandValue(moment: Moment, party: Rec, topic: string, value: string): void {
  const entry = entryInForce(moment, topic);
  const known = Object.hasOwn(TABLES.attested_values, topic) ? TABLES.attested_values[topic]! : [];
  const possible = known.length > 0 ? known : (entry?.values ?? []);
  require(possible.length > 0 || party["kind"] !== "person", `${party["party"]} is a person, and ${topic} takes any text`);
  require(possible.length === 0 || possible.includes(value), `the topic ${topic} has no value ${value}`);
}

export const attestations: Rules = {
  calls: {
    "parties.trust_attesters": (call, moment): Caused[] => {
      const since = (call["since"] ?? moment.time) as number;
      require(since >= moment.time, "a policy of the past");
      const data = { ...pick(call, "topic", "attesters", "values", "by", "reference"), since, time: moment.time };
      return [{ type: "parties.attesters_trusted", data }];
    },
    "parties.attest": (call, moment) => {
      const party = there(moment, partyPath(call["party"] as string));
      demandValue(moment, party, call["topic"] as string, call["value"] as string);
      const expires = call["expires"] as number | null;
      require(expires === null || expires > moment.time, "an attestation that is over at once");
      const data = pick(call, "party", "topic", "value", "attester", "expires", "document");
      return [{ type: "parties.attested", data: { ...data, time: moment.time } }];
    },
    "parties.revoke_attestation": (call, moment) => {
      require(there(moment, attestationPath(call))["revoked"] === false, "the attestation is revoked");
      return [{ type: "parties.attestation_revoked", data: pick(call, "party", "topic", "by", "reference") }];
    },
  },
  events: {
    "parties.attesters_trusted": {
      touches: ({ data }) => {
        const entry = pick(data, "since", "attesters", "values") as TrustEntry;
        return makes(trustPath(data["topic"] as string), (before) => {
          const entries = (before?.["entries"] ?? []) as TrustEntry[];
          return { topic: data["topic"]!, ...before, entries: scheduled(entries, entry, data["time"] as number) };
        });
      },
      asks: ({ data }, moment) => {
        demandRole(moment, data["by"] as string, "supervisor");
        return [];
      },
    },
    "parties.attested": {
      touches: ({ data }) => {
        const said = pick(data, "party", "topic", "value", "attester", "expires", "document");
        return makes(attestationPath(data), () => ({ ...said, attested: data["time"]!, revoked: false }));
      },
      asks: ({ data }, moment) => {
        const attester = data["attester"] as string;
        demandConsent(moment, attester);
        const entry = entryInForce(moment, data["topic"] as string);
        require(entry !== null && entry.attesters.includes(attester), `${attester} is not trusted`);
        return [];
      },
    },
    "parties.attestation_revoked": {
      touches: ({ data }) => changes(attestationPath(data), () => ({ revoked: true })),
      asks: ({ data }, moment) => {
        demandOneOrSupervisor(moment, data["by"] as string, there(moment, attestationPath(data))["attester"] as string);
        return [];
      },
    },
  },
};
