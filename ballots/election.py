"""The election as it is frozen: questions, key, and the fingerprint every ballot signs. SPEC: election."""

from dataclasses import dataclass, field
from typing import Final

from ballots.credential import BASE58, random_base58
from ballots.encoding import (
    Json,
    decode_json,
    encode_json,
    hash_base64,
    read_integer,
    read_list,
    read_object,
    read_text,
)
from ballots.errors import (
    ElectionKeyError,
    ElectionTextError,
    ElectionUuidError,
    ElectionVersionError,
    QuestionError,
    ShapeError,
    SizeLimitError,
)
from ballots.group import BELENIOS_2048, Element, Group, Random, group_by_name

PROTOCOL_VERSION: Final = 1
MAX_ELECTION_BYTES: Final = 4 * 1024 * 1024
MAX_QUESTIONS: Final = 100
MAX_ANSWERS: Final = 1000
MAX_ENTRIES: Final = 4000
"""Of all questions together: above it a ballot would be longer than a ballot may be, and nobody could vote."""
MAX_TEXT: Final = 10_000

_TEXT_BYTES: Final = 6 * MAX_TEXT  # a control character is written in six
_UUID_LENGTH: Final = 14
_MAX_UUID_LENGTH: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question: mark `minimum` to `maximum` of the `answers`, or the blank entry alone if `blank`."""

    text: str
    answers: tuple[str, ...]
    minimum: int
    maximum: int
    blank: bool = False

    def __post_init__(self) -> None:
        """Raise QuestionError for bounds that no ballot can meet or sizes beyond the limits."""
        if not 1 <= len(self.answers) <= MAX_ANSWERS:
            raise QuestionError(f"a question has 1 to {MAX_ANSWERS} answers")
        if not (0 <= self.minimum <= self.maximum <= len(self.answers) and self.maximum >= 1):
            raise QuestionError("the bounds must satisfy 0 <= min <= max <= number of answers, and max >= 1")
        if any(len(text) > MAX_TEXT for text in (self.text, *self.answers)):
            raise QuestionError(f"a text is longer than {MAX_TEXT} characters")

    @property
    def entries(self) -> int:
        """How many ciphertexts an answer has: the answers, and one for blank."""
        return len(self.answers) + self.blank

    def to_json(self) -> Json:
        """Return the JSON object, `blank` written only when true."""
        answers: list[Json] = list(self.answers)
        blank: dict[str, Json] = {"blank": True} if self.blank else {}
        return {"answers": answers, **blank, "min": self.minimum, "max": self.maximum, "question": self.text}


@dataclass(frozen=True, slots=True, kw_only=True)
class Election:
    """A frozen election. `raw` and `fingerprint` follow from the other fields."""

    uuid: str
    name: str
    description: str
    public_key: Element
    questions: tuple[Question, ...]
    administrator: str | None = None
    credential_authority: str | None = None
    group: Group = BELENIOS_2048
    raw: bytes = field(init=False, repr=False, compare=False)
    fingerprint: str = field(init=False, repr=False, compare=False)
    """b64 SHA-256 of `raw`: what ballots and proofs name."""

    def __post_init__(self) -> None:
        """Raise ElectionError, ElectionKeyError, ElementRangeError or EncodingError."""
        if not _UUID_LENGTH <= len(self.uuid) <= _MAX_UUID_LENGTH or not set(self.uuid) <= set(BASE58):
            raise ElectionUuidError(f"a uuid has at least {_UUID_LENGTH} characters of Base58")
        if not 1 <= len(self.questions) <= MAX_QUESTIONS:
            raise QuestionError(f"an election has 1 to {MAX_QUESTIONS} questions")
        if sum(question.entries for question in self.questions) > MAX_ENTRIES:
            raise QuestionError(f"all questions together have at most {MAX_ENTRIES} entries")
        texts = (self.name, self.description, self.administrator or "", self.credential_authority or "")
        if any(len(text) > MAX_TEXT for text in texts):
            raise ElectionTextError(f"a text is longer than {MAX_TEXT} characters")
        key = self.group.read_element(str(self.public_key))
        if key == self.group.one:
            raise ElectionKeyError("the election key is 1, so nothing would be secret")
        object.__setattr__(self, "public_key", key)
        object.__setattr__(self, "raw", encode_json(self._to_json()))
        if len(self.raw) > MAX_ELECTION_BYTES:
            raise SizeLimitError(f"an election has at most {MAX_ELECTION_BYTES} bytes")
        object.__setattr__(self, "fingerprint", hash_base64(self.raw))

    def to_bytes(self) -> bytes:
        """Return the bytes that are archived, served and hashed: canonical JSON, no line feed at the end."""
        return self.raw

    def _to_json(self) -> Json:
        value: dict[str, Json] = {
            "version": PROTOCOL_VERSION,
            "description": self.description,
            "name": self.name,
            "group": self.group.name,
            "public_key": self.group.encode_element(self.public_key),
            "questions": [question.to_json() for question in self.questions],
            "uuid": self.uuid,
        }
        for name, text in (
            ("administrator", self.administrator),
            ("credential_authority", self.credential_authority),
        ):
            if text is not None:
                value[name] = text
        return value


def generate_uuid(random: Random) -> str:
    """Return a new election identifier: 14 characters of Base58."""
    return random_base58(_UUID_LENGTH, random)


def decode_election(data: bytes) -> Election:
    """Return the election of canonical JSON bytes, its key tested for membership.

    Raises EncodingError, ElectionError or an error of the group.
    """
    optional = ("administrator", "credential_authority")
    names = ("version", "description", "name", "group", "public_key", "questions", "uuid", *optional)
    fields = read_object(decode_json(data, MAX_ELECTION_BYTES, _TEXT_BYTES), names, optional)
    if fields["version"] != PROTOCOL_VERSION or isinstance(fields["version"], bool):
        raise ElectionVersionError(f"the protocol version is not {PROTOCOL_VERSION}")
    group = group_by_name(read_text(fields["group"], MAX_TEXT))
    return Election(
        uuid=read_text(fields["uuid"], MAX_TEXT),
        name=read_text(fields["name"], MAX_TEXT),
        description=read_text(fields["description"], MAX_TEXT),
        public_key=group.decode_element(fields["public_key"]),
        questions=tuple(map(_decode_question, read_list(fields["questions"], 1, MAX_QUESTIONS))),
        administrator=read_text(fields[optional[0]], MAX_TEXT) if optional[0] in fields else None,
        credential_authority=read_text(fields[optional[1]], MAX_TEXT) if optional[1] in fields else None,
        group=group,
    )


def _decode_question(value: Json) -> Question:
    fields = read_object(value, ("answers", "blank", "min", "max", "question"), ("blank",))
    if fields.get("blank", True) is not True:
        raise ShapeError("the field blank is written only when it is true")
    return Question(
        text=read_text(fields["question"], MAX_TEXT),
        answers=tuple(read_text(answer, MAX_TEXT) for answer in read_list(fields["answers"], 1, MAX_ANSWERS)),
        minimum=read_integer(fields["min"], 0, MAX_ANSWERS),
        maximum=read_integer(fields["max"], 1, MAX_ANSWERS),
        blank="blank" in fields,
    )
