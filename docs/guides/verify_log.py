#!/usr/bin/env python3
"""Check an exported CookieHub audit log without any of CookieHub's code.

    python3 verify_log.py FOLDER --key VKEY [--checkpoint FILE]... [--receipt FILE]...

Needs Python 3.8 and the program `openssl` (3.0 or later), nothing else. It reads FOLDER and changes nothing. It ends
with 0 when the log holds, with 1 after a line for everything that does not, and with 2 when it could not check.

What is checked, and where it is written down:
  every entry is hashed and put into a Merkle tree             RFC 6962, section 2.1
  the root of the tree is what each checkpoint states          C2SP tlog-checkpoint
  each checkpoint is signed by the key that was in use         C2SP signed-note, Ed25519
  where one key follows another, both signed a checkpoint      docs/guides/verify-the-log.md
  a receipt leads from its entry to a signed root              RFC 6962, section 2.1.1
  a receipt says in words what its entry says                  docs/guides/verify-the-log.md
"""

import argparse
import base64
import gzip
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import zlib

# What stands before the 32 bytes of an Ed25519 public key in DER (RFC 8410), so that openssl can read it.
DER_PREFIX = bytes.fromhex("302a300506032b6570032100")
problems = []


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf_hash(entry):
    return sha256(b"\x00" + entry)


def node_hash(left, right):
    return sha256(b"\x01" + left + right)


class Tree:
    """The roots of complete subtrees, largest first: all that growing a tree takes."""

    def __init__(self):
        self.size = 0
        self.subtrees = []

    def add(self, leaf):
        size, node = self.size, leaf
        while size % 2 == 1:
            node = node_hash(self.subtrees.pop(), node)
            size //= 2
        self.subtrees.append(node)
        self.size += 1

    def root(self):
        node = None
        for subtree in reversed(self.subtrees):
            node = subtree if node is None else node_hash(subtree, node)
        return sha256(b"") if node is None else node


class Key:
    """A verifier key: name, a plus sign, four bytes of its hash, a plus sign, and the key itself."""

    def __init__(self, vkey, from_size=0):
        self.vkey, self.from_size, self.to_size = vkey, from_size, None
        self.name, self.key_id, data = vkey.split("+", 2)
        raw = base64.b64decode(data, validate=True)
        if raw[0] != 1 or len(raw) != 33 or sha256(self.name.encode() + b"\n" + raw)[:4].hex() != self.key_id:
            raise ValueError("not an Ed25519 verifier key: " + vkey)
        self.der = DER_PREFIX + raw[1:]

    def is_due(self, size):
        return self.from_size <= size and (self.to_size is None or size <= self.to_size)

    def has_signed(self, text, signature):
        with tempfile.TemporaryDirectory() as folder:
            place = pathlib.Path(folder)
            (place / "key").write_bytes(self.der)
            (place / "text").write_bytes(text)
            (place / "signature").write_bytes(signature)
            command = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "key", "-rawin"]
            command += ["-in", "text", "-sigfile", "signature"]
            return subprocess.run(command, cwd=folder, capture_output=True).returncode == 0


def read_checkpoint(name, note, keys):
    """Answer size and root of a signed note, or None and a problem."""
    split = note.rfind(b"\n\n") + 1
    text, lines = note[:split], note[split + 1 :].decode().splitlines()
    try:
        origin, size_text, root_text = text.decode().split("\n")[:3]
        size, root = int(size_text), base64.b64decode(root_text, validate=True)
    except ValueError:
        problems.append(f"{name}: this is no checkpoint")
        return None
    due = [key for key in keys if key.is_due(size)]
    if not due:
        problems.append(f"{name}: no key was in use at {size} entries")
    for key in due:
        signatures = []
        for line in lines:
            _, signer, data = (line.split(" ") + ["", ""])[:3]
            raw = base64.b64decode(data)
            if signer == key.name and raw[:4].hex() == key.key_id:
                signatures.append(raw[4:])
        if origin != key.name or not any(key.has_signed(text, one) for one in signatures):
            problems.append(f"{name}: it is not signed by {key.name}+{key.key_id}")
            return None
    return (name, size, root) if due else None


def tile_path(level, index, width):
    groups = f"{index:03d}" if index < 1000 else f"{index:0{-(-len(str(index)) // 3) * 3}d}"
    parts = [groups[at : at + 3] for at in range(0, len(groups), 3)]
    path = "/".join(["x" + part for part in parts[:-1]] + parts[-1:])
    return f"tile/{level}/{path}" + ("" if width == 256 else f".p/{width}")


def read_entries(log, size):
    """Yield the entries of a log, in order; a bundle holds 256 of them, each after its length in two bytes."""
    for index in range(-(-size // 256)):
        width = min(256, size - index * 256)
        file = log / tile_path("entries", index, 256)
        if not file.exists():
            # Of partial bundles the longest that is there; each begins with the shorter ones.
            found = [int(part.name) for part in pathlib.Path(f"{file}.p").glob("*")]
            width = max((one for one in found if one <= width), default=0)
            if width == 0:
                return
            file = log / tile_path("entries", index, width)
        bundle, at, count = file.read_bytes(), 0, 0
        while at < len(bundle) and count < width:
            length = int.from_bytes(bundle[at : at + 2], "big")
            yield bundle[at + 2 : at + 2 + length]
            at, count = at + 2 + length, count + 1
        if count < width:
            return


def check_entries(log, heads):
    """Hash every entry; hold every checkpoint to the root on the way. Answer the leaf hashes."""
    wanted = {}
    for name, size, root in heads:
        wanted.setdefault(size, []).append((name, root))
    for size, stated in wanted.items():
        if len({root for _, root in stated}) > 1:
            problems.append(f"the log was forked at {size} entries: " + ", ".join(name for name, _ in stated))
    tree, leaves = Tree(), []
    for entry in read_entries(log, max(wanted, default=0)):
        leaves.append(leaf_hash(entry))
        tree.add(leaves[-1])
        for name, root in wanted.pop(tree.size, []):
            if root != tree.root():
                problems.append(f"{name}: the first {tree.size} entries have another root: something was changed")
    for size, stated in wanted.items():
        if size > tree.size:
            problems.extend(f"{name}: entries from {tree.size} to {size - 1} are missing" for name, _ in stated)
    return leaves


def check_tiles(log, leaves):
    """Hold the lowest tiles to the entries. The levels above follow from them and prove nothing more."""
    for index in range(-(-len(leaves) // 256)):
        part = leaves[index * 256 : index * 256 + 256]
        file = log / tile_path(0, index, len(part))
        if not file.exists():
            file = log / tile_path(0, index, 256)
        if not file.exists() or file.read_bytes()[: len(part) * 32] != b"".join(part):
            problems.append(f"{tile_path(0, index, len(part))}: the tile is not that of the entries")


def check_archive(log, file, leaves):
    manifest = json.loads(file.read_text())
    body = (log.parent / manifest["object"]).read_bytes()
    first, count = manifest["first_leaf_index"], manifest["count"]
    try:
        lines = gzip.decompress(body).split(b"\n")[:-1]
    except (OSError, EOFError, zlib.error):
        lines = []
    hashes = [leaf_hash(line) for line in lines]
    if sha256(body).hex() != manifest["sha256"] or len(lines) != count or hashes != leaves[first : first + count]:
        problems.append(f"{manifest['object']}: the archive does not hold what the log holds")


def check_handovers(keys, heads):
    """A key is believed because the key before it said so: in a checkpoint of that size, which both signed."""
    for key, following in zip(keys, keys[1:]):
        if following.from_size not in [size for _, size, _ in heads]:
            problems.append(f"{key.key_id} did not hand over to {following.key_id} at {following.from_size} entries")


def check_words(name, receipt):
    """Hold what a receipt says in words to what its entry says."""
    entry, shown = json.loads(receipt["entry"]), receipt["shown"]
    words = {"leaf_hash": receipt["leaf_hash"]}
    words.update({word: receipt[word] for word in ("audit_id", "tenant_id")})
    words.update({word: shown[word] for word in ("policy_version", "banner_version", "variant")})
    words["shown_config_version"] = shown["config_version"]
    if entry.get("config_version") == shown["config_version"]:
        words["config_hash"] = shown["config_hash"]
    said = dict(entry, leaf_hash=leaf_hash(receipt["entry"].encode()).hex())
    for word, value in [*words.items(), *receipt["decision"].items()]:
        if json.dumps(said.get(word), sort_keys=True) != json.dumps(value, sort_keys=True):
            problems.append(f"{name}: what it says about {word} is not what the logged entry says")


def check_receipt(name, receipt, keys):
    """Check a visitor's receipt by itself; answer the tree that it speaks of, for the log to confirm."""
    proof, entry = receipt["proof"], receipt["entry"].encode()
    check_words(name, receipt)
    if proof is None:
        problems.append(f"{name}: the receipt is still pending and proves nothing yet: ask for it again")
        return None
    head = read_checkpoint(f"{name}: checkpoint", proof["checkpoint"].encode(), keys)
    index, last, node = proof["leaf_index"], proof["tree_size"] - 1, leaf_hash(entry)
    is_sound = node.hex() == receipt["leaf_hash"] and 0 <= index <= last
    for sibling in map(bytes.fromhex, proof["inclusion"]):  # RFC 9162, 2.1.3.2
        if last == 0:
            is_sound = False
            break
        if index % 2 == 1 or index == last:
            node = node_hash(sibling, node)
            while index % 2 == 0 and index != 0:
                index, last = index // 2, last // 2
        else:
            node = node_hash(node, sibling)
        index, last = index // 2, last // 2
    if head is None or not is_sound or last != 0 or (proof["tree_size"], node) != head[1:]:
        problems.append(f"{name}: the proof does not lead from the entry to the signed root")
    personal = receipt["personal"]
    if personal:
        opened = sha256(bytes.fromhex(personal["salt"]) + personal["fields"].encode()).hex()
        if opened != json.loads(entry)["subject_commitment"]:
            problems.append(f"{name}: the personal fields are not those that the entry commits to")
    return head


def main():
    parser = argparse.ArgumentParser(description="Check an exported CookieHub audit log.")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--key", required=True, help="the log's verifier key, learned elsewhere")
    parser.add_argument("--checkpoint", action="append", default=[], type=pathlib.Path, help="a checkpoint kept earlier")
    parser.add_argument("--receipt", action="append", default=[], type=pathlib.Path)
    given = parser.parse_args()
    Key(given.key)
    log = given.folder / "log" if (given.folder / "log").is_dir() else given.folder

    keys = [Key(file.read_text().strip(), int(file.name)) for file in sorted((log / "keys").iterdir())]
    for key, following in zip(keys, keys[1:]):
        key.to_size = following.from_size
    if given.key not in [key.vkey for key in keys]:
        problems.append("the key that you trust is none of this log's keys")

    notes = sorted((log / "checkpoints").iterdir()) + given.checkpoint
    heads = [read_checkpoint(str(file), file.read_bytes(), keys) for file in notes]
    heads += [check_receipt(str(file), json.loads(file.read_text()), keys) for file in given.receipt]
    heads = [head for head in heads if head]
    check_handovers(keys, heads)
    leaves = check_entries(log, heads)
    check_tiles(log, leaves)
    for file in sorted(log.glob("archive/*.manifest.json")):
        check_archive(log, file, leaves)

    for problem in problems:
        print("WRONG  " + problem)
    if not heads:
        print("WRONG  nothing in this log is signed")
    if problems or not heads:
        return 1
    print(f"The log holds: {len(leaves)} entries under {len(heads)} signed checkpoints.")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, KeyError, TypeError, ValueError) as error:
        print(f"This could not be checked: {type(error).__name__}: {error}")
        sys.exit(2)
