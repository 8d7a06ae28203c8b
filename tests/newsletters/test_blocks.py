"""What can be a block, and what never can."""

from typing import Any

import pytest

from ama_net.across.newsletters.blocks import (
    MOST_BLOCKS,
    Block,
    ButtonBlock,
    ColumnsBlock,
    HeadingBlock,
    TextBlock,
    as_json,
    each_block,
    media_ids,
    parse_blocks,
)

ID = "01a20444-b754-716d-bc4e-38a9a662cee6"


def test_blocks_are_read_and_written_back_the_same() -> None:
    written: list[dict[str, Any]] = [
        {"kind": "heading", "text": "Ciao", "level": 1},
        {"kind": "image", "media_id": ID, "alternative": "Una sala", "link": "", "caption": ""},
        {"kind": "picked", "source": "news", "row_id": ID, "title": "T", "summary": "", "link": "/notizie/t"},
        {"kind": "columns", "left": [{"kind": "text", "markdown": "a"}], "right": [{"kind": "divider"}]},
    ]
    assert as_json(parse_blocks(written)) == written


def test_a_block_may_be_unfinished() -> None:
    assert parse_blocks([{"kind": "button"}]) == [ButtonBlock(text="", address="")]


@pytest.mark.parametrize(
    "block",
    [
        {"kind": "script"},
        {"text": "senza tipo"},
        {"kind": "text", "markdown": "x", "onclick": "y"},
        {"kind": "heading", "level": 7},
        {"kind": "image", "media_id": "../../etc/passwd"},
        {"kind": "picked", "source": "people"},
        {"kind": "text", "markdown": "x" * 20_001},
        {"kind": "columns", "left": [{"kind": "columns"}]},
        "testo",
        None,
    ],
)
def test_what_is_no_block_is_refused(block: Any) -> None:
    with pytest.raises(ValueError, match="validation error"):
        parse_blocks([block])


def test_there_is_a_limit() -> None:
    with pytest.raises(ValueError, match="at most"):
        parse_blocks([{"kind": "divider"}] * (MOST_BLOCKS + 1))


def test_blocks_in_columns_are_of_the_row_they_stand_in() -> None:
    blocks: list[Block] = [
        HeadingBlock(text="a"),
        ColumnsBlock(left=[TextBlock(markdown="b")], right=[TextBlock(markdown="c")]),
    ]
    assert [index for index, _block in each_block(blocks)] == [0, 1, 1]


def test_the_media_of_columns_are_found() -> None:
    blocks = parse_blocks([{"kind": "columns", "left": [{"kind": "image", "media_id": ID}], "right": []}])
    assert {str(media_id) for media_id in media_ids(blocks)} == {ID}


def test_what_no_table_can_hold_is_taken_out() -> None:
    assert parse_blocks([{"kind": "text", "markdown": "a\u0000b\ud800c\nd"}]) == [TextBlock(markdown="abc\nd")]
