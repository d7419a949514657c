import type { SshKeyProblem } from "../../domain/ssh-keys/problems.ts";
import { button, count, formButton, listed } from "../words.ts";
import type { WordsFor } from "./explanation.ts";

type Malformed = Extract<SshKeyProblem, { kind: "ssh-key-malformed" }>;

const malformed: Readonly<Record<Malformed["reason"], string>> = {
  empty: "There is no key in what was given.",
  "several-lines": "A public key is one line; this has several.",
  "not-openssh": "A public key in OpenSSH's form begins with its type, such as ssh-ed25519.",
  damaged: "Its middle part does not decode; a piece may be missing.",
  certificate: "This is a certificate, not a public key.",
  options: "It carries options, as in authorized_keys; only the key itself is taken.",
};

const addAgain = formButton("Add a key", "ssh-key add");

export const sshKeyWords: WordsFor<SshKeyProblem> = {
  "ssh-key-private": () => ({
    what: "That is a private key. It was not kept.",
    rule: "A private key must never leave the machine it was made on; here only public keys are used.",
    next: "Make a new key pair, since this one has been shown, and add the file that ends in .pub.",
    actions: [addAgain],
  }),
  "ssh-key-malformed": (problem) => ({
    what: "That is not an SSH public key.",
    rule: malformed[problem.reason],
    next: "Paste the one line of the file that ends in .pub.",
    actions: [addAgain],
  }),
  "ssh-key-type-refused": (problem) => ({
    what: `Keys of type ${problem.type} are not taken.`,
    rule: `The types taken are ${listed(problem.allowed)}.`,
    next: "Make one with ssh-keygen -t ed25519.",
    actions: [addAgain],
  }),
  "ssh-key-too-short": (problem) => ({
    what: `That key is too short: ${problem.bits} bits.`,
    rule: `RSA keys need at least ${count(problem.minimum, "bit", "bits")}.`,
    next: "Make a new one with ssh-keygen -t ed25519.",
    actions: [addAgain],
  }),
  "ssh-key-present": (problem) => ({
    what: `You have that key already: ${problem.name}.`,
    rule: "A key is added once.",
    next: "There is nothing more to do.",
    actions: [button("My SSH keys", "ssh-key list")],
  }),
  "ssh-key-in-use": () => ({
    what: "That key can't be added.",
    rule: "It is in use already, and a key belongs to one person.",
    next: "Make a key pair of your own with ssh-keygen -t ed25519.",
    actions: [addAgain],
  }),
  "ssh-key-name-taken": (problem) => ({
    what: `You have a key named ${problem.name} already.`,
    rule: "Each of your keys has a name of its own.",
    next: "Give another name.",
    actions: [addAgain],
  }),
  "ssh-key-limit": (problem) => ({
    what: "You have too many SSH keys.",
    rule: `At most ${count(problem.limit, "key", "keys")} a person.`,
    next: "Remove one first.",
    actions: [button("My SSH keys", "ssh-key list")],
  }),
};
