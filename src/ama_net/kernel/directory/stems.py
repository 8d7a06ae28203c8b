"""The stems of Italian words, as the database cuts them: ``dipendenze`` and ``dipendenza`` are one word to a search."""

from collections.abc import Sequence

from sqlalchemy import text

from ama_net.foundation.database import db

MOST_KEPT = 20_000

_kept: dict[str, str | None] = {}


def stems_of(words: Sequence[str]) -> dict[str, str]:
    """The stem of each word; words that say nothing ("di", "con") have none. Asks only for words never met before."""
    new = [word for word in words if word not in _kept]
    if new:
        if len(_kept) > MOST_KEPT:  # anybody may type anything
            _kept.clear()
            new = list(words)
        _kept.update(tuple(pair) for pair in db.session.connection().execute(_STEMS, {"words": new}))
    return {word: stem for word in words if (stem := _kept[word])}


_STEMS = text("SELECT word, (ts_lexize('italian_stem', word))[1] FROM unnest(CAST(:words AS text[])) AS typed(word)")
