"""The readers of what people hold: tokens, credentials, keys, backup shares, openings, notes, slips."""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from types import SimpleNamespace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ballots import credential, token
from ballots.backup import decode_commitments, decode_share, encode_share
from ballots.ballot import decode_ballot
from ballots.bundles import NAMES, ListedFile, decode_list, encode_list
from ballots.challenge import decode_opening, encode_opening, opening_code, read_opening_code, reopen
from ballots.checkpoint import decode_checkpoint, open_checkpoint
from ballots.counting.lots import draw
from ballots.keyfile import decode_key_file, open_key, seal_key
from ballots.note import Note, decode_key, decode_note, sign_note, witnesses
from ballots.slips import (
    check_batch,
    decode_batch,
    decode_order,
    decode_papers,
    encode_batch,
    encode_order,
    encode_papers,
    read_batch,
    read_serial,
)
from ballots.trustees import (
    answer_test,
    decode_private_key,
    decode_test,
    encode_private_key,
    make_public_key,
    verify_answer,
)
from ballots.witness import Kept, decode_state, encode_state
from tests.fuzz.mending import canonical, checked_share, json_changes, signed_note, signed_token, state
from tests.fuzz.seeds import (
    BOARD_KEY,
    NOTE_KEY,
    NOW,
    ORIGIN,
    TOKEN_KEY,
    TOKEN_KEYS,
    WITNESS,
    WITNESS_KEY,
    backup,
    notes,
    opening,
    order,
    slips,
    tokens,
    worlds,
)
from tests.fuzz.target import Target, bytes_of, text_of
from tests.support.elections import seeded

NONCE = "000102030405060708090a0b0c0d0e0f"
PASSPHRASE = "گذرواژهٔ امین é"
_NOT_TYPED = ("Zs", "Cc", "Cf", "Pd")


def typed(text: str, *more: str) -> str:
    """Return a typed text without blanks, dashes, invisible marks, and characters of the categories in `more`."""
    return "".join(one for one in text if unicodedata.category(one) not in (*_NOT_TYPED, *more))


def without_line_ends(data: bytes) -> bytes:
    """Return a file without line ends behind its text."""
    return data.rstrip(b"\r\n")


LINE_END = "line ends behind the text"

# --- Tokens -----------------------------------------------------------------------------------------------


def is_signed(data: bytes) -> bool:
    """Tell whether a token is one by a published key, as the library underneath tells it."""
    try:
        raw = base64.b32decode(data)
        key = TOKEN_KEYS.get(int.from_bytes(raw[2:4], "big"))
        return key is not None and _verifies(key.public, raw[36:], raw[:36])
    except ValueError:
        return False


def _verifies(key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def write_token(found: token.Token) -> bytes:
    """Return a token's text made from its fields, which the key of the tests signs again, if it is its own."""
    kind_is_known = found.kind in set(token.Kind)
    if found.key_id != 7 or not kind_is_known:
        return b""
    return token.sign_token(found, TOKEN_KEY).encode()


def _open_token(data: bytes) -> bytes:
    return write_token(token.open_token(text_of(data), TOKEN_KEYS)) or data


def _read_token(data: bytes) -> bytes:
    here = token.context_of(worlds()[0].small.election.fingerprint)
    return write_token(token.read_token(text_of(data), TOKEN_KEYS, token.Kind.SLIP, here, NOW))


def _typed_token(data: bytes) -> bytes:
    text = token.normalise(text_of(data))
    token.open_token(text, TOKEN_KEYS)
    return text.encode()


def _token_form(data: bytes) -> bytes:
    return bytes_of(typed(text_of(data))).upper()


def _tokens() -> Sequence[bytes]:
    return tuple(text.encode() for text in tokens())


def _signed_token(data: bytes) -> bytes:
    return signed_token(_sign_payload, data)


def _sign_payload(payload: bytes) -> bytes:
    return (WITNESS_KEY if payload[2:4] == b"\x03\xe8" else TOKEN_KEY).sign(payload)


# --- Credentials and serials ------------------------------------------------------------------------------


def _credentials() -> Sequence[bytes]:
    made = worlds()[1].small.credentials
    return (*(text.encode() for text in made), made[0].replace("-", " ").encode(), made[1].replace("-", "").encode())


def _read_typed(data: bytes) -> bytes:
    return credential.normalise(text_of(data)).encode()


def _credential_form(data: bytes) -> bytes:
    plain = "".join(str(unicodedata.digit(one, one)) for one in typed(text_of(data), "Pc", "Sm"))
    return "-".join(plain[start : start + 3] for start in range(0, len(plain), 3)).encode()


def _serial(data: bytes) -> bytes:
    return read_serial(text_of(data)).encode()


def _serials() -> Sequence[bytes]:
    made = slips()[0].records[0].serial
    return made.encode(), made.lower().replace("-", " ").encode(), b"o018-ib i8"


def _serial_form(data: bytes) -> bytes:
    plain = "".join(str(unicodedata.digit(one, one)) for one in typed(text_of(data), "Pc", "Sm"))
    plain = plain.upper().replace("0", "O").replace("1", "I").replace("8", "B")
    return f"{plain[:4]}-{plain[4:]}".encode()


# --- Trustees' keys ---------------------------------------------------------------------------------------


@lru_cache
def _key_files() -> Sequence[bytes]:
    return (seal_key(worlds()[0].small.private_keys[0], PASSPHRASE, seeded(507)).to_bytes(),)


def _open_key(data: bytes) -> bytes:
    open_key(decode_key_file(_key_files()[0]), text_of(data))
    return data


def _is_passphrase(data: bytes) -> bool:
    return unicodedata.normalize("NFKC", text_of(data)) == unicodedata.normalize("NFKC", PASSPHRASE)


def _private_keys() -> Sequence[bytes]:
    return tuple(encode_private_key(key) for key in worlds()[1].small.private_keys)


def _test(nonce: str) -> bytes:
    return f'{{"nonce":"{nonce}"}}'.encode()


def _fingerprint() -> str:
    return worlds()[0].small.election.fingerprint


def _answers() -> Sequence[bytes]:
    return (answer_test(worlds()[0].small.private_keys[0], NONCE, _fingerprint(), seeded(508)),)


def _answer(data: bytes) -> bytes:
    verify_answer(data, make_public_key(worlds()[0].small.private_keys[0], seeded(509)), NONCE, _fingerprint())
    return data


def _commitments(data: bytes) -> bytes:
    return decode_commitments(data, backup()[0].public_key).to_bytes()


def _shares() -> Sequence[bytes]:
    texts = [encode_share(share) for share in backup()[1]]
    spaced = " - ".join(texts[0][start : start + 4] for start in range(0, len(texts[0]), 4)).lower()
    numbered = "\n".join(f"{place + 1}. {texts[0][16 * place :][:16]}" for place in range(5))
    return (*(text.encode() for text in texts), spaced.encode(), numbered.encode())


def _share(data: bytes) -> bytes:
    return encode_share(decode_share(text_of(data))).encode()


def _share_form(data: bytes) -> bytes:
    plain = typed(text_of(data))
    if len(plain) > 80:  # a row's number stands before it, and what may stand behind the number
        plain = typed(re.sub(r"(?:^|(?<=\s))[1-5\u0661-\u0665\u06f1-\u06f5](?:\s?[.):-]|(?=\s))", "", text_of(data)))
    return bytes_of(plain).upper()


# --- Challenges -------------------------------------------------------------------------------------------


def _opening(data: bytes) -> bytes:
    return encode_opening(decode_opening(text_of(data), worlds()[1].small.election)).encode()


def _opening_codes() -> Sequence[bytes]:
    text, uuid = encode_opening(opening()), worlds()[1].small.election.uuid
    return tuple(one.encode() for one in (opening_code(uuid, text), text, f"https://majma.example/challenge/#{text}"))


def _opening_code(data: bytes) -> bytes:
    election = worlds()[1].small.election
    return encode_opening(decode_opening(read_opening_code(text_of(data), election.uuid), election)).encode()


def _opening_code_form(data: bytes) -> bytes:
    text = text_of(data).rpartition("#")[2].split()
    return bytes_of(text[-1] if text[:-1] in ([], ["majma", "opening", worlds()[1].small.election.uuid]) else "")


def _reopened(data: bytes) -> bytes:
    election = worlds()[1].small.election
    found = decode_opening(text_of(data), election)
    ballot = decode_ballot(reopen(election, found), election)
    election.group.decode_element(ballot.credential)
    return encode_opening(found).encode()


# --- Notes and witnesses ----------------------------------------------------------------------------------


def _lists_of_pages() -> tuple[bytes, ...]:
    places = [(name, f"/static/{name}-{end}.js") for name in NAMES for end in "ab"]
    files = [ListedFile(bundle=name, path=path, sha256="0a" * 32) for name, path in places]
    return (encode_list(files).encode(), encode_list(files[:1]).encode())


def _notes() -> Sequence[bytes]:
    return tuple(note.to_text().encode() for note in notes())


def _sign(text: str) -> str:
    return sign_note(text, ORIGIN, BOARD_KEY).to_text()


def _signed_note(data: bytes) -> bytes:
    return signed_note(_sign, data)


def _note(data: bytes) -> bytes:
    return bytes_of(decode_note(text_of(data)).to_text())


def _checkpoint(data: bytes) -> bytes:
    note = decode_note(text_of(data))
    return bytes_of(Note(open_checkpoint(note, NOTE_KEY).to_text(), note.signatures).to_text())


def _is_signed_note(data: bytes) -> bool:
    text, _, below = data.rpartition(b"\n\n")
    found = re.search(rb"^\xe2\x80\x94 %s ([A-Za-z0-9+/=]+)$" % ORIGIN.encode(), below, re.MULTILINE)
    return bool(found) and _verifies(NOTE_KEY.public, base64.b64decode(found[1])[4:], text + b"\n")


def _witnessed(data: bytes) -> bytes:
    note = decode_note(text_of(data))
    witnesses(note, (NOTE_KEY, WITNESS))
    return bytes_of(note.to_text())


def _states() -> Sequence[bytes]:
    first, second = (note.to_text() for note in notes())
    head = decode_checkpoint(notes()[0].text).head
    kept = {
        ORIGIN: Kept(seen=head, checked=head, note=first, size=4096),
        "مجمع.example/elections/2": Kept(seen=head, note=second),
    }
    return encode_state(kept), encode_state({})


# --- Slips ------------------------------------------------------------------------------------------------


def _papers(data: bytes) -> bytes:
    fingerprint, paper, printed = decode_papers(data)
    made_of = SimpleNamespace(election=SimpleNamespace(fingerprint=fingerprint), paper=paper)
    return encode_papers(made_of, printed)


def _batch(data: bytes) -> bytes:
    batch = read_batch(data)
    check_batch(batch)
    assert encode_batch(decode_batch(data)) == encode_batch(batch)
    return encode_batch(batch)


def _key_lists() -> Sequence[bytes]:
    batch = slips()[0]
    kept = {7: token.TokenKey(public=TOKEN_KEY.public_key(), kinds=frozenset({token.Kind.SLIP, token.Kind.LETTER}))}
    return token.encode_public_keys(TOKEN_KEYS), token.encode_public_keys({**kept, batch.key_id: batch.token_key})


def _key_list_form(data: bytes) -> bytes:
    lines = [line for line in re.split(rb"\r\n|\r|\n", data) if line]
    return b"".join(line + b"\n" for line in sorted(lines, key=lambda line: int(line.split()[0])))


# --- All of them ------------------------------------------------------------------------------------------


def _file(name: str, seeds: Callable[[], Sequence[bytes]], read: Callable[[bytes], bytes], **more: object) -> Target:
    fields: dict[str, object] = {"form": without_line_ends, "forgives": LINE_END, "changes": json_changes}
    return Target(name=name, seeds=seeds, read=read, **{**fields, "mend": canonical, **more})


PAPERS: tuple[Target, ...] = (
    Target(name="token", seeds=_tokens, read=_open_token, genuine=is_signed, mend=_signed_token, share=400),
    Target(name="token of a slip", seeds=_tokens, read=_read_token, genuine=is_signed, mend=_signed_token),
    Target(
        name="token, typed", seeds=_tokens, read=_typed_token, form=_token_form, mend=_signed_token,
        forgives="blanks, dashes, invisible marks, lower case",
    ),
    Target(
        name="token keys", seeds=_key_lists,
        read=lambda data: token.encode_public_keys(token.decode_public_keys(data)),
        form=_key_list_form, forgives="the order of lines, and how they end",
    ),
    Target(
        name="credential, typed", seeds=_credentials, read=_read_typed, form=_credential_form,
        forgives="blanks, dashes, invisible marks, Persian and Arabic digits",
    ),
    Target(
        name="serial, typed", seeds=_serials, read=_serial, form=_serial_form,
        forgives="blanks, dashes, invisible marks, small letters, digits of any script, 0 1 8 for O I B",
    ),
    _file("private key", _private_keys, lambda data: encode_private_key(decode_private_key(data))),
    _file("key file", _key_files, lambda data: decode_key_file(data).to_bytes()),
    _file("key test", lambda: (_test(NONCE),), lambda data: _test(decode_test(data))),
    Target(
        name="key test's answer", seeds=_answers, read=_answer, genuine=lambda data: data in _answers(),
        changes=json_changes, mend=canonical,
    ),
    Target(
        name="passphrase", seeds=lambda: (PASSPHRASE.encode(),), read=_open_key, genuine=_is_passphrase, share=1,
        forgives="forms of Unicode that NFKC makes one",
    ),
    Target(
        name="commitments", seeds=lambda: (backup()[0].to_bytes(),), read=_commitments,
        changes=json_changes, mend=canonical,
    ),
    Target(
        name="share, typed", seeds=_shares, read=_share, form=_share_form, mend=checked_share,
        forgives="blanks, dashes, invisible marks, lower case, numbers of rows",
    ),
    Target(name="opening", seeds=lambda: (encode_opening(opening()).encode(),), read=_opening),
    Target(
        name="opening's code", seeds=_opening_codes, read=_opening_code, form=_opening_code_form,
        forgives="an address before the opening, blanks",
    ),
    Target(name="opening, made again", seeds=lambda: (encode_opening(opening()).encode(),), read=_reopened, share=20),
    Target(name="note", seeds=_notes, read=_note, mend=_signed_note),
    Target(name="note, witnessed", seeds=_notes, read=_witnessed, mend=_signed_note),
    Target(name="checkpoint", seeds=_notes, read=_checkpoint, genuine=_is_signed_note, mend=_signed_note),
    Target(
        name="list of pages", seeds=_lists_of_pages,
        read=lambda data: bytes_of(encode_list(decode_list(text_of(data)))),
    ),
    Target(
        name="checkpoint's text", seeds=lambda: (notes()[0].text.encode(),),
        read=lambda data: bytes_of(decode_checkpoint(text_of(data)).to_text()),
    ),
    Target(
        name="note's key", seeds=lambda: (str(NOTE_KEY).encode(), str(WITNESS).encode()),
        read=lambda data: bytes_of(str(decode_key(text_of(data)))),
    ),
    Target(
        name="witness's state", seeds=_states, read=lambda data: encode_state(decode_state(data)),
        changes=json_changes, mend=state,
    ),
    _file("slip order", lambda: (encode_order(order()),), lambda data: encode_order(decode_order(data))),
    _file("slip batch", lambda: (encode_batch(slips()[0]),), _batch),
    _file("slips", lambda: (encode_papers(order(), slips()[1]),), _papers),
    Target(
        name="lots' seed", seeds=lambda: (b"35164./%s./6./" % (b"AB" * 32), b"9319./2.5.8.10.12./"),
        read=lambda data: data if draw(text_of(data), 5, 5) else b"",
    ),
)  # fmt: skip
