"""A kept key in the browser: its test in the sealed election, and the count, under the command's rules (SPEC 11)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import qrcode
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Page, Route, expect

from ballots import board
from ballots.board import BoardEvent
from ballots.checkpoint import Checkpoint
from ballots.closing_head import closing_head_text
from ballots.elgamal import EncryptedTally
from ballots.group import BELENIOS_2048 as GROUP
from ballots.hand_in import HandIn, decode_hand_in, verify_hand_in
from ballots.keyfile import public_key_print, seal_key
from ballots.note import COSIGNATURE, SIGNATURE, NoteKey, cosign, sign_note
from ballots.short import WHOLE, Kind, grouped, short
from ballots.tally import decode_encrypted_tally, decrypt, encode_result
from ballots.trustees import partial_decryption, verify_answer
from tests.booth.office import PASSPHRASE, Office, open_page, type_head, use_file
from tests.support.archives import chain, links, tally_link
from tests.support.belenios_tool import BeleniosTool
from tests.support.custody import Board, cast, closing, two_trustees, with_keys
from tests.support.elections import seeded
from tests.support.sources import from_sources

SMALL = two_trustees()
BOX = cast(SMALL, ((0, ((1, 0),)), (1, ((0, 1),)), (2, ((1, 0),)), (3, ((1, 0),)), (6, ((1, 0),)), (7, ((0, 0),))))
TRUE = BOX.events((0, 1, 2, 3))
VICTIM = 1
PRIVATE, PUBLIC = SMALL.private_keys[0], SMALL.keys[0].public_key
DIGITS = short(Kind.HEAD, closing(TRUE).hash, WHOLE)
LATIN = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")


@pytest.fixture
def key(office: Office, tmp_path: Path) -> Path:
    """The trustee's key file, whose public half the office lists; the slips are confirmed."""
    office.public_key, office.task = str(PUBLIC), "test"
    office.show(TRUE[:1])
    return sealed(tmp_path / "key.json", PRIVATE)


def sealed(path: Path, private: int) -> Path:
    path.write_bytes(seal_key(private, PASSPHRASE, seeded(5)).to_bytes())
    return path


def kept(page: Page) -> dict[str, str | None] | None:
    """What this browser remembers of the key."""
    name = f"majma-key-{public_key_print(str(PUBLIC))}"
    text = page.evaluate("(name) => localStorage.getItem(name)", name)
    found: dict[str, str | None] | None = None if text is None else json.loads(text)
    return found


# The test in the sealed election


def test_a_kept_key_is_found_in_the_sealed_election_and_proves_itself(page: Page, office: Office, key: Path) -> None:
    open_page(page, office)
    use_file(page, "test", key)
    expect(page.locator("#finished-title")).to_have_text("کلید شما در انتخابات است")
    assert office.acts == ["test", "check"]
    fingerprint = SMALL.election.fingerprint
    verify_answer(office.posted("check", "answer").encode(), SMALL.keys[0], office.test, fingerprint)
    assert kept(page) == {"election": fingerprint, "head": None}


def test_the_test_works_while_people_vote(page: Page, office: Office, key: Path) -> None:
    office.show(TRUE[:3])
    open_page(page, office)
    use_file(page, "test", key)
    expect(page.locator("#finished-title")).to_have_text("کلید شما در انتخابات است")


def test_an_exchanged_key_gets_no_answer_and_both_prints_are_shown(page: Page, office: Office, key: Path) -> None:
    """The office lists the trustee's key on the page, and another one stands in the election."""
    exchanged = with_keys(two_trustees(), (4711, SMALL.private_keys[1]))
    office.show(cast(exchanged).events(range(4))[:1])
    open_page(page, office)
    use_file(page, "test", key)
    said = page.locator("#trustee-problem")
    expect(said).to_contain_text("کلیدتان عوض شده است")
    text = said.inner_text().translate(LATIN)
    for public in (PUBLIC, GROUP.generator_power(4711)):
        assert grouped(short(Kind.KEY, str(public))) in text
    assert office.heard == []
    assert kept(page) is None


def test_a_page_that_looks_for_no_key_is_caught(page: Page, office: Office, key: Path) -> None:
    exchanged = with_keys(two_trustees(), (4711, SMALL.private_keys[1]))
    office.show(cast(exchanged).events(range(4))[:1])
    without(page, "use-step.js", "  findOwnKey(setUp.trustees, { name: name(), publicKey: key.publicKey });\n")
    open_page(page, office)
    use_file(page, "test", key)
    expect(page.locator("#finished-title")).to_have_text("کلید شما در انتخابات است")


def test_a_key_tested_in_one_election_is_tested_in_no_other(page: Page, office: Office, key: Path) -> None:
    open_page(page, office)
    use_file(page, "test", key)
    expect(page.locator("#finished-title")).to_be_visible()
    office.heard.clear()
    office.show(again().events((0,))[:1])
    open_page(page, office)
    use_file(page, "test", key)
    expect(page.locator("#trustee-problem")).to_contain_text("مربوط به انتخابات دیگری است")
    assert office.heard == []


def again() -> Board:
    second = with_keys(two_trustees(seed=5), SMALL.private_keys)
    return cast(second, ((0, ((1, 0),)), (1, ((0, 1),)), (2, ((1, 0),))))


@pytest.mark.parametrize("test", ["", "F" * 32, "f" * 33, "f" * 32 + "|", str(GROUP.generator)])
def test_what_is_no_nonce_gets_no_answer(page: Page, office: Office, key: Path, test: str) -> None:
    office.test = test
    open_page(page, office)
    use_file(page, "test", key)
    expect(page.locator("#trustee-problem")).to_be_visible()
    assert office.acts == ["test"]


def test_a_damaged_record_is_refused_by_its_code(page: Page, office: Office, key: Path) -> None:
    office.record = office.record[:600] + b"x" + office.record[601:]
    open_page(page, office)
    use_file(page, "test", key)
    expect(page.locator("#trustee-problem")).to_contain_text("از راستی‌آزمایی نگذشت")
    assert office.heard == []


# The count


def decrypt_with(page: Page, office: Office, key: Path, events: tuple[BoardEvent, ...], head: str = DIGITS) -> None:
    """Open the page before this board and decrypt, the head typed as an observer reads it."""
    office.task = "decrypt"
    office.show(events)
    open_page(page, office)
    type_head(page, head)
    use_file(page, "decrypt", key)


def counted(page: Page, office: Office) -> HandIn:
    expect(page.locator("#finished-title")).to_have_text("سهم شما از رمزگشایی رسید")
    assert office.acts[-1] == "decryption"
    return decode_hand_in(office.posted("decryption", "hand_in").encode())


def sums_of(events: tuple[BoardEvent, ...]) -> EncryptedTally:
    return decode_encrypted_tally(events[-1].data[0], SMALL.election)


def result_of(hand_in: HandIn, events: tuple[BoardEvent, ...]) -> tuple[int, ...]:
    """What comes out with the other trustee's part."""
    other = partial_decryption(SMALL.private_keys[1], sums_of(events), SMALL.election, seeded(3))
    return decrypt(sums_of(events), (hand_in.decryption, other), SMALL.keys, 9)[0]


def test_a_hand_in_made_in_the_browser_is_bound_and_satisfies_the_reference_program(
    page: Page, office: Office, key: Path, tmp_path: Path
) -> None:
    decrypt_with(page, office, key, TRUE, grouped(DIGITS))
    made = counted(page, office)
    verify_hand_in(made, SMALL.keys[0], sums_of(TRUE), SMALL.election, TRUE[-1].hash)
    assert (made.source, made.head) == ("typed", TRUE[-1].hash)
    assert result_of(made, TRUE) == (3, 1)
    assert kept(page) == {"election": SMALL.election.fingerprint, "head": TRUE[-1].hash}
    tool = BeleniosTool(tmp_path)
    tool.set_up(SMALL)
    for voter in range(4):
        tool.add("Ballot", BOX.ballots[voter])
    tool.add("EndBallots")
    tool.add_tally(TRUE[-1].data[0], 4, 4)
    tool.add_decryption(1, made.decryption)
    tool.add_decryption(2, partial_decryption(SMALL.private_keys[1], sums_of(TRUE), SMALL.election, seeded(3)))
    tool.add("Result", encode_result(((3, 1),)))
    assert tool.accepts()


def test_the_same_sums_are_decrypted_again_after_a_refusal(page: Page, office: Office, key: Path) -> None:
    office.refusals = [409]
    decrypt_with(page, office, key, TRUE)
    expect(page.locator("#trustee-problem")).to_contain_text("اکنون ممکن نیست.")
    use_file(page, "decrypt", key)
    assert result_of(counted(page, office), TRUE) == (3, 1)


@pytest.mark.parametrize("text", ["majma head {uuid} {height} {hash}", "{hash}"])
def test_a_pasted_head_is_read_in_each_spelling(page: Page, office: Office, key: Path, text: str) -> None:
    head = closing(TRUE)
    decrypt_with(page, office, key, TRUE, text.format(uuid=SMALL.election.uuid, height=head.height, hash=head.hash))
    counted(page, office)


def test_a_photo_of_the_observers_code_is_read(page: Page, office: Office, key: Path, tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    qrcode.make(closing_head_text(SMALL.election.uuid, closing(TRUE))).save(photo)
    office.task = "decrypt"
    office.show(TRUE)
    open_page(page, office)
    page.locator("#decrypt-observer").check()
    page.locator("#decrypt-photo").set_input_files(photo)
    expect(page.locator("[data-scanned]")).to_have_text("رمزینه خوانده شد.")
    use_file(page, "decrypt", key)
    assert counted(page, office).source == "observer"


def test_only_the_offices_word_is_taken_with_open_eyes_and_said_so(page: Page, office: Office, key: Path) -> None:
    office.task = "decrypt"
    office.show(TRUE)
    open_page(page, office)
    use_file(page, "decrypt", key)
    expect(page.locator("#trustee-problem")).to_contain_text("آخرین ثبت تابلو")
    page.locator("#decrypt-office").check()
    expect(page.locator("[data-way=office]")).to_contain_text("در صورت‌جلسه می‌آید")
    use_file(page, "decrypt", key)
    expect(page.locator("#trustee-problem")).to_contain_text("علامت بزنید")
    assert office.heard == []
    page.locator("#decrypt-sure").check()
    use_file(page, "decrypt", key)
    assert counted(page, office).source == "office"


BOARD, WITNESS = (Ed25519PrivateKey.from_private_bytes(bytes([seed] * 32)) for seed in (1, 2))
ORIGIN = "majma.example/elections/K7QM2XPA"
WITNESS_KEY = str(NoteKey(name="observer.example", kind=COSIGNATURE, public=WITNESS.public_key()))
BOARD_KEY = str(NoteKey(name=ORIGIN, kind=SIGNATURE, public=BOARD.public_key()))
OTHER_KEY = str(NoteKey(name="observer.example", kind=COSIGNATURE, public=BOARD.public_key()))


def ask_witness(page: Page, office: Office, key: Path, head: board.Head, witness_key: str) -> None:
    said = Checkpoint(origin=ORIGIN, head=head, fingerprint=SMALL.election.fingerprint, time=1_762_600_000)
    note = cosign(sign_note(said.to_text(), ORIGIN, BOARD), "observer.example", WITNESS, 1_762_600_100)
    (key.parent / "note.txt").write_text(note.to_text())
    office.task = "decrypt"
    office.show(TRUE)
    open_page(page, office)
    page.locator("#decrypt-witness").check()
    page.locator("#decrypt-note").set_input_files(key.parent / "note.txt")
    page.locator("#decrypt-witness-key").fill(witness_key)
    use_file(page, "decrypt", key)


@pytest.mark.parametrize("place", [-2, -1], ids=["closing", "sums"])
def test_a_witness_vouches_for_the_head(page: Page, office: Office, key: Path, place: int) -> None:
    ask_witness(page, office, key, TRUE[place].head, WITNESS_KEY)
    assert counted(page, office).source == "witness"


@pytest.mark.parametrize(
    ("head", "witness_key", "said"),
    [
        (TRUE[2].head, WITNESS_KEY, "یکی نیست"), (BOX.events((0, 2, 3))[-2].head, WITNESS_KEY, "یکی نیست"),
        (TRUE[-2].head, BOARD_KEY, "کلید شاهد نیست"), (TRUE[-2].head, OTHER_KEY, "امضا نکرده است"),
        (TRUE[-2].head, "", "کلید شاهد نیست"),
    ],
    ids=["before-the-end", "another-board", "the-boards-own-key", "another-witness", "no-key"],
)  # fmt: skip
def test_a_witness_who_says_something_else_vouches_for_nothing(
    page: Page, office: Office, key: Path, head: board.Head, witness_key: str, said: str
) -> None:
    ask_witness(page, office, key, head, witness_key)
    expect(page.locator("#trustee-problem")).to_contain_text(said)
    assert office.heard == []
    assert kept(page) is None


# The ways to a single vote, as in tests/ballots/test_custody.py

SINGLE = chain([*links(TRUE[:-1]), tally_link(SMALL.tally([BOX.ballots[VICTIM]]).to_bytes(GROUP), 4, 4)])
ROWS = EncryptedTally(tuple(SMALL.tally([BOX.ballots[voter]]).questions[0] for voter in (0, 1, 2)))
THREE = chain([*links(TRUE[:-1]), tally_link(ROWS.to_bytes(GROUP), 4, 4)])
WITHOUT, AMONG, ALONE = BOX.events((0, 2, 3)), BOX.events((6, VICTIM, 7)), BOX.events((VICTIM,))


def digits_of(events: tuple[BoardEvent, ...]) -> str:
    return short(Kind.HEAD, closing(events).hash, WHOLE)


@pytest.mark.parametrize(
    ("events", "head", "said"),
    [
        (SINGLE, digits_of(SINGLE), "از راستی‌آزمایی نگذشت (\u2068tally-mismatch\u2069)"),
        (THREE, digits_of(THREE), "از راستی‌آزمایی نگذشت"),
        (ALONE, digits_of(ALONE), "کمتر از ۳ رأی"), (AMONG, DIGITS, "یکی نیست"), (WITHOUT, DIGITS, "یکی نیست"),
        (TRUE[:-1], DIGITS, "جمع آرا هنوز در این اسناد نیست"), (TRUE, "1" * 40, "یکی نیست"),
        (TRUE, "123", "این ثبت پایان رأی‌گیری نیست"),
    ],
    ids=["one-ballot", "three-rows", "alone", "among-own", "fork-first", "no-sums", "other-head", "no-head"],
)  # fmt: skip
def test_a_way_to_a_single_vote_is_refused(
    page: Page, office: Office, key: Path, events: tuple[BoardEvent, ...], head: str, said: str
) -> None:
    decrypt_with(page, office, key, events, head)
    expect(page.locator("#trustee-problem")).to_contain_text(said)
    assert office.heard == []
    assert kept(page) is None


def test_a_fork_after_the_true_board_is_refused(page: Page, office: Office, key: Path) -> None:
    decrypt_with(page, office, key, TRUE)
    counted(page, office)
    office.heard.clear()
    decrypt_with(page, office, key, WITHOUT, digits_of(WITHOUT))
    expect(page.locator("#trustee-problem")).to_contain_text("جمع دومی را رمزگشایی نمی‌کند")
    assert office.heard == []


def test_a_key_file_that_remembers_another_tally_is_refused_by_an_empty_browser(
    page: Page, office: Office, key: Path
) -> None:
    """What the command wrote into the file counts here, too."""
    used = seal_key(PRIVATE, PASSPHRASE, seeded(5), election=SMALL.election.fingerprint, head=TRUE[-1].hash)
    key.write_bytes(used.to_bytes())
    decrypt_with(page, office, key, WITHOUT, digits_of(WITHOUT))
    expect(page.locator("#trustee-problem")).to_contain_text("جمع دومی را رمزگشایی نمی‌کند")
    assert office.heard == []


def without(page: Page, name: str, *lines: str, instead: str = "") -> None:
    """Serve a module of the page without these lines: a broken twin."""

    def twin(route: Route) -> None:
        text = (Path(__file__).parents[2] / "static/js/trustee" / name).read_text()
        for line in lines:
            assert line in text, line
            text = text.replace(line, instead)
        route.fulfill(body=text, content_type="text/javascript")

    from_sources(page)
    page.route(f"**/js/trustee/{name}", twin)


def true_board_first(page: Page, office: Office, key: Path) -> None:
    decrypt_with(page, office, key, TRUE)
    counted(page, office)


TWINS: dict[str, tuple[str, tuple[str, ...], tuple[BoardEvent, ...], str, tuple[int, ...]]] = {
    "asks-for-no-head": (
        "custody.js", ("  if (given.head) checkClosingHead(given.head, tally.uuid, tally.closing);\n",), WITHOUT,
        DIGITS, (3, 0),
    ),
    "has-no-floor": (
        "custody.js", ("  if (tally.ballots < LEAST_BALLOTS) throw stop('tally-small', { least: LEAST_BALLOTS });\n",),
        ALONE, digits_of(ALONE), (0, 1),
    ),
    "remembers-nothing": (
        "memory.js",
        (
            "    if (known.election !== null && known.election !== election) throw stop('key-used-election');\n",
            "    if (head !== null && known.head !== null && known.head !== head) throw stop('key-used-tally');\n",
        ),
        WITHOUT, digits_of(WITHOUT), (3, 0),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TWINS)
def test_a_page_without_a_rule_is_caught(page: Page, office: Office, key: Path, name: str) -> None:
    """It answers, and the vote of the victim, (0, 1), is read: alone, or as the difference to the true sums (3, 1)."""
    module, lines, events, head, vote = TWINS[name]
    without(page, module, *lines)
    if name == "remembers-nothing":
        true_board_first(page, office, key)
    decrypt_with(page, office, key, events, head)
    assert result_of(counted(page, office), events) == vote


# What is remembered, before


def test_the_tally_is_remembered_before_the_key_is_used(page: Page, office: Office, key: Path) -> None:
    """The page ends at the moment at which the key would first be used, as when the battery is empty."""
    line = "  const all = 2 * tally.alphas.flat().length;\n"
    without(page, "hand-in.js", line, instead=f"  throw new Error('empty');\n{line}")
    decrypt_with(page, office, key, TRUE)
    expect(page.locator("#trustee-problem")).to_be_visible()
    assert kept(page) == {"election": SMALL.election.fingerprint, "head": TRUE[-1].hash}
    assert office.heard == []


def test_a_page_that_remembers_afterwards_is_caught(page: Page, office: Office, key: Path) -> None:
    without(page, "use-step.js", "  remember(key, tally.fingerprint, tally.head);\n")
    decrypt_with(page, office, key, TRUE)
    counted(page, office)
    assert kept(page) is None


def test_a_browser_that_keeps_nothing_uses_no_key(page: Page, office: Office, key: Path) -> None:
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full'); };")
    decrypt_with(page, office, key, TRUE)
    expect(page.locator("#trustee-problem")).to_contain_text("این مرورگر چیزی را نگه نمی‌دارد")
    assert office.heard == []


def test_between_the_closing_and_the_sums_the_page_asks_for_patience(page: Page, office: Office) -> None:
    office.public_key, office.task = str(PUBLIC), "wait"
    open_page(page, office)
    expect(page.locator("#trustee")).to_contain_text("به‌زودی نوبت شماست")
    expect(page.locator("form.key-form")).to_have_count(0)


def test_a_decryption_made_by_command_is_handed_in_as_it_is(page: Page, office: Office, key: Path) -> None:
    office.task = "decrypt"
    text = '{"kind":"majma decryption","binding":{}}'
    made = key.parent / "decryption.json"
    made.write_text(text + "\n")
    open_page(page, office)
    page.locator("[data-part=files] summary").click()
    page.locator("#hand-decryption").set_input_files(made)
    page.locator("#hand-decryption-form button").click()
    expect(page.locator("#finished-title")).to_have_text("سهم شما از رمزگشایی رسید")
    assert office.posted("decryption", "hand_in") == text
