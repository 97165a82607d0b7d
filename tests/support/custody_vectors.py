"""What trustees' tools in Python and in the browser must say alike: bindings, closing heads, key files.

`python -m tests.support.custody_vectors` writes `tests/vectors/custody.json` again; a test compares it with the code.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from ballots.binding import bind_decryption
from ballots.elgamal import EncryptedTally
from ballots.group import BELENIOS_2048 as GROUP
from ballots.keyfile import seal_key
from ballots.proofs import Proof
from ballots.short import WHOLE, Kind, grouped, short
from ballots.trustees import PartialDecryption, decode_partial_decryption, partial_decryption
from tests.support.corrupt import shifted
from tests.support.elections import question, seeded, small_election

FILE = Path(__file__).parents[1] / "vectors" / "custody.json"
PASSPHRASE = "گذرواژهٔ امین کلید"
PRIVATE = GROUP.random_scalar(seeded(1))
HEAD, OTHER_HEAD = "0f" * 32, "1e" * 32
UUID, HEIGHT = "K7QM2XPAaaaaaa", 5


def vectors() -> dict[str, list[dict[str, Any]]]:
    """Every vector, by kind; `holds`, `fits` or `opens` is the verdict."""
    return {"bindings": _bindings(), "heads": _heads(), "key_files": _key_files()}


def _bindings() -> list[dict[str, Any]]:
    small = small_election(question(2, 0, 1), question(1, 0, 1), voters=2, trustees=2)
    sums = small.tally([small.ballot(voter, ((1, 0), (1,))) for voter in range(2)])
    private = small.private_keys[0]
    part = decode_partial_decryption(partial_decryption(private, sums, small.election, seeded(2)), sums)
    good = bind_decryption(private, sums, part, small.election, HEAD, seeded(3))
    public = small.keys[0].public_key

    def said(name: str, holds: bool, *, binding: Proof = good, **other: Any) -> dict[str, Any]:
        return {
            "name": name, "holds": holds, "fingerprint": other.get("fingerprint", small.election.fingerprint),
            "head": other.get("head", HEAD), "public_key": str(other.get("public", public)),
            "alphas": _alphas(other.get("sums", sums)), "factors": _factors(other.get("part", part)),
            "binding": {"challenge": str(binding.challenge), "response": str(binding.response)},
        }  # fmt: skip

    turned = EncryptedTally((sums.questions[0][::-1], sums.questions[1]))
    backwards = replace(part, factors=(part.factors[0][::-1], part.factors[1]))
    false = shifted(part, (1, -1), [0] * len(part.factors[1]))
    outside = replace(part, factors=((GROUP.multiply(part.factors[0][0], 1), 2), part.factors[1]))  # type: ignore[arg-type]
    return [
        said("good", True),
        said("another-head", False, head=OTHER_HEAD),
        said("another-election", False, fingerprint="A" * 43),
        said("another-trustee", False, public=small.keys[1].public_key),
        said("another-order", False, sums=turned, part=backwards),
        said("factors-that-sum-alike", False, part=false),
        said("factor-outside", False, part=outside),
        said("challenge-changed", False, binding=Proof(good.challenge ^ 1, good.response)),
        said("response-changed", False, binding=Proof(good.challenge, good.response ^ 1)),
        said("response-plus-order", False, binding=Proof(good.challenge, good.response + GROUP.order)),
    ]  # fmt: skip


def _alphas(sums: EncryptedTally) -> list[list[str]]:
    return [[str(entry.alpha) for entry in row] for row in sums.questions]


def _factors(part: PartialDecryption) -> list[list[str]]:
    return [[str(factor) for factor in row] for row in part.factors]


def _heads() -> list[dict[str, Any]]:
    digits = short(Kind.HEAD, HEAD, WHOLE)
    persian = digits.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    arabic = digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    code = f"majma head {UUID} {HEIGHT} {HEAD}"
    fits = {
        "code": code, "code-with-gaps": f"  majma  head\n{UUID}\t{HEIGHT} {HEAD}\n", "hex": HEAD,
        "hex-upper-case": HEAD.upper(), "hex-in-groups": grouped(HEAD), "digits": digits, "digits-in-groups":
        grouped(digits), "persian": f"\u2066{grouped(persian)}\u2069", "arabic": arabic, "dashes":
        digits[:20] + "\u2011" + digits[20:],
    }  # fmt: skip
    other = {
        "another-code": code.replace(HEAD, OTHER_HEAD), "another-election": code.replace(UUID, "1" * 14),
        "another-height": f"majma head {UUID} 6 {HEAD}", "another-hex": OTHER_HEAD,
        "another-digits": short(Kind.HEAD, OTHER_HEAD, WHOLE),
    }  # fmt: skip
    none = {
        "nothing": "", "twelve-digits": digits[:12], "digits-missing": digits[:-1], "digits-more": digits + "1",
        "hex-missing": HEAD[:-1], "no-hex": "g" * 64, "code-upper-case": code.replace(HEAD, HEAD.upper()),
        "code-leading-zero": f"majma head {UUID} 05 {HEAD}", "another-kind": code.replace("head", "tracker"),
        "code-short-uuid": f"majma head abc {HEIGHT} {HEAD}",
    }  # fmt: skip
    return [
        {"name": name, "text": text, "verdict": verdict}
        for verdict, texts in (("fits", fits), ("closing-head-other", other), ("closing-head", none))
        for name, text in texts.items()
    ]  # fmt: skip


def _key_files() -> list[dict[str, Any]]:
    fresh = seal_key(PRIVATE, PASSPHRASE, seeded(2))
    used = seal_key(PRIVATE, PASSPHRASE, seeded(3), election="A" * 43, head=HEAD)
    spelled = fresh.to_bytes().decode()
    files = {
        "fresh": (spelled, PASSPHRASE, "opens"), "line-feed": (spelled + "\n", PASSPHRASE, "opens"),
        "used": (used.to_bytes().decode(), PASSPHRASE, "opens"),
        "another-passphrase": (spelled, "another passphrase", "passphrase"),
        "head-taken-out": (replace(used, head=None).to_bytes().decode(), PASSPHRASE, "passphrase"),
        "election-changed": (replace(used, election="B" * 43).to_bytes().decode(), PASSPHRASE, "passphrase"),
        "version-1-of-a-new-one": (replace(fresh, version=1).to_bytes().decode(), PASSPHRASE, "passphrase"),
        "version-3": (spelled.replace('"version":2', '"version":3'), PASSPHRASE, "file"),
        "version-1-with-memory": (replace(used, version=1).to_bytes().decode(), PASSPHRASE, "file"),
        "spaces": (spelled.replace(",", ", "), PASSPHRASE, "file"),
        "another-kind": (spelled.replace("trustee key", "trustee"), PASSPHRASE, "file"),
        "field-more": (spelled[:-1] + ',"note":1}', PASSPHRASE, "file"),
        "order": (json.dumps(dict(reversed(json.loads(spelled).items())), separators=(",", ":")), PASSPHRASE, "file"),
        "nothing": ("", PASSPHRASE, "file"), "list": ("[]", PASSPHRASE, "file"),
    }  # fmt: skip
    return [
        {"name": name, "text": text, "passphrase": passphrase, "verdict": verdict}
        for name, (text, passphrase, verdict) in files.items()
    ]


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
