"""One value, one spelling: the strict reading of canonical JSON."""

import hashlib
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots import archive_errors, custody_errors
from ballots.encoding import (
    MAX_DEPTH,
    decode_json,
    encode_json,
    hash_base64,
    hash_hex,
    parse_json,
    read_integer,
    read_list,
    read_object,
    read_text,
)
from ballots.errors import (
    BallotsError,
    DepthLimitError,
    DuplicateKeyError,
    EncodingError,
    NotCanonicalError,
    NumberFormatError,
    ShapeError,
    SizeLimitError,
)

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 10**18 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
).filter(lambda value: encode_json(value).count(b"[") + encode_json(value).count(b"{") <= MAX_DEPTH)


@given(VALUES)
def test_what_is_encoded_decodes_to_the_same_value(value):
    assert decode_json(encode_json(value), 10**6) == value


@given(st.binary(max_size=200))
def test_any_bytes_decode_or_give_an_encoding_error(data):
    try:
        value = decode_json(data, 100)
    except EncodingError:
        return
    assert encode_json(value) == data


@given(st.text(alphabet='[]{}",:\\0123456789.eE-+ntfasu d\n', max_size=60))
def test_any_text_of_json_signs_decodes_or_gives_an_encoding_error(text):
    try:
        decode_json(text.encode(), 100)
    except EncodingError:
        return


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EncodingError),
        (b"{", EncodingError),
        (b"[1]x", EncodingError),
        (b"\xff", EncodingError),
        (b"\xef\xbb\xbf[]", EncodingError),
        (rb'"\ud800"', EncodingError),
        (b"[1 ]", NotCanonicalError),
        (b"[1]\n", NotCanonicalError),
        (rb'"\u0041"', NotCanonicalError),
        (rb'"\/"', NotCanonicalError),
        (b'"\x7f"', NotCanonicalError),
        (b'{"a":1,"a":1}', DuplicateKeyError),
        (b"-1", NumberFormatError),
        (b"-0", NumberFormatError),
        (b"1.0", NumberFormatError),
        (b"1e3", NumberFormatError),
        (b"NaN", NumberFormatError),
        (b"Infinity", NumberFormatError),
        (b"1" * 19, NumberFormatError),
        (b"01", EncodingError),
        (b"[" * 13 + b"]" * 13, DepthLimitError),
        (b'"' + b"a" * 1000 + b'"', SizeLimitError),
    ],
)
def test_a_wrong_text_gives_the_error_that_says_why(data, error):
    with pytest.raises(error):
        decode_json(data, 1000)


def test_the_spelling_check_catches_what_a_plain_parser_lets_pass():
    data = b'{"a": 1}'
    assert json.loads(data) == parse_json(data, 100) == {"a": 1}
    with pytest.raises(NotCanonicalError):
        decode_json(data, 100)


def test_brackets_inside_texts_do_not_count_as_depth():
    text = '[["' + "[" * 50 + '\\"' + "{" * 50 + '"]]'
    assert decode_json(text.encode(), 1000) == [["[" * 50 + '"' + "{" * 50]]


@pytest.mark.parametrize("value", ["a" * 50, 10**17, ["a" * 50, "b" * 50, 1234567], {"a" * 50: '"' * 90}, "\\" * 90])
def test_texts_and_numbers_up_to_the_longest_are_read(value):
    assert decode_json(encode_json(value), 1000, 50) == value


@pytest.mark.parametrize("data", [b'"' + b"a" * 51 + b'"', b"1" * 51, b'["a",' + b"[" * 51, b"[" + b" " * 51 + b"]"])
def test_a_longer_text_number_or_gap_is_refused_whatever_else_is_wrong(data):
    with pytest.raises(SizeLimitError):
        decode_json(data, 1000, 50)


SIGNS = st.text('[]{}"\\,:a', max_size=12)
NESTED = st.recursive(
    st.just(0) | SIGNS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SIGNS, inner, max_size=3),
    max_leaves=30,
)


def depth_of(value: object) -> int:
    """Count the depth from the value and not from its text."""
    inner = value.values() if isinstance(value, dict) else value
    return 1 + max(map(depth_of, inner), default=0) if isinstance(value, (dict, list)) else 0


@given(NESTED, st.integers(0, MAX_DEPTH))
def test_depth_is_that_of_the_value_whatever_signs_its_texts_hold(value, more):
    for _ in range(more):
        value = [value, ']\\"[']
    try:
        assert decode_json(encode_json(value), 10**6) == value
        assert depth_of(value) <= MAX_DEPTH
    except DepthLimitError:
        assert depth_of(value) > MAX_DEPTH


@pytest.mark.parametrize("unit", [b'"\\', b"[", b'\\"', b'"a,', b'{"a":'])
def test_hostile_text_is_refused_in_time_that_grows_with_its_length_only(unit):
    data = unit * (400_000 // len(unit))
    start = time.process_time()
    with pytest.raises(EncodingError):
        decode_json(data, 10**6)
    assert time.process_time() - start < 2


def test_delete_is_escaped_as_the_reference_program_does():
    assert encode_json("\x7f\x1f\n\u2028ی") == '"\\u007f\\u001f\\n\u2028ی"'.encode()


def test_a_lone_surrogate_cannot_be_encoded():
    with pytest.raises(EncodingError):
        encode_json("\ud800")


def test_an_object_has_exactly_its_fields_in_their_order():
    assert read_object({"a": 1, "c": 2}, ("a", "b", "c"), ("b",)) == {"a": 1, "c": 2}
    for wrong in ({"c": 2, "a": 1}, {"a": 1}, {"a": 1, "c": 2, "d": 3}, [], None, "a"):
        with pytest.raises(ShapeError):
            read_object(wrong, ("a", "b", "c"), ("b",))


def test_lists_texts_and_numbers_keep_their_bounds():
    assert read_list([1, 2], 1, 2) == [1, 2]
    assert read_text("ab", 2) == "ab"
    assert read_integer(3, 0, 3) == 3
    for reader, value in (
        (lambda value: read_list(value, 1, 2), []),
        (lambda value: read_list(value, 1, 2), [1, 2, 3]),
        (lambda value: read_list(value, 1, 2), "ab"),
        (lambda value: read_text(value, 2), "abc"),
        (lambda value: read_text(value, 2), 1),
        (lambda value: read_integer(value, 0, 3), 4),
        (lambda value: read_integer(value, 0, 3), True),
        (lambda value: read_integer(value, 0, 3), "1"),
    ):
        with pytest.raises(ShapeError):
            reader(value)


def test_hashes_are_sha_256_in_the_two_spellings_of_the_archive():
    assert hash_hex(b"abc") == hashlib.sha256(b"abc").hexdigest()
    assert hash_base64(b"abc") == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0"


def test_every_error_has_a_code_of_its_own():
    assert custody_errors.WitnessError.code and archive_errors.BoardError.code  # theirs count too
    classes = [BallotsError]
    for cls in classes:
        classes += [sub for sub in cls.__subclasses__() if sub.__module__.startswith("ballots.")]
    codes = [cls.code for cls in classes]
    assert len(set(codes)) == len(codes)
    assert all(code == code.lower() and " " not in code for code in codes)
