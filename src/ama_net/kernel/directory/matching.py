"""Which groups the words of a search mean, and how well each fits.

A word is found whole; one that nobody uses, as the beginning of a longer one (it is being typed), or else mended. A
sentence ("mio marito beve e non so che fare") is read leniently: words that only make the sentence are passed over, those
that say who and not what about only decide what comes first; then those that nobody uses are left out; in the end any
word will do, and the groups that have most of them come first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from ama_net.kernel.directory.index import ANY, NAME, OWN, STRONG, TOPIC, Index
from ama_net.kernel.directory.mending import SHORTEST_MENDED, Vocabulary
from ama_net.kernel.directory.ranking import Score
from ama_net.kernel.directory.sentences import FILLERS, WHO

PLACES = (ANY, STRONG, TOPIC, OWN, NAME)
SHORTEST_BEGINNING = 3
SENTENCE = 3
"""From so many words on, a short unknown word is more probably an ordinary word than a mistyped one."""

SURELY_MISTYPED = 6

SAID_AROUND = 2
"""With so many words that only make the sentence, words are not those of a name ("mi sento sola" is no name)."""

TOPIC_POINTS, WHO_POINTS = 3, 1
SUBJECT_POINTS, FIRST_SAID = 2, 1


@dataclass(frozen=True)
class Asked:
    """What the words are looked for in."""

    index: Index
    vocabulary: Vocabulary
    tenant: UUID | None
    besides: UUID | None = None

    @cached_property
    def everyone(self) -> int:
        """The groups of the association, or of the portal (without those of ``besides``)."""
        own = self.index.of(self.besides) if self.besides else 0
        return self.index.of(self.tenant) & ~own


@dataclass(frozen=True)
class Matched:
    """The groups found, their points, those of their subject, those called exactly so; the words mended; whether all words had to be there."""

    groups: int
    score: Score = field(default_factory=Score)
    subject: Score = field(default_factory=Score)
    exact: int = 0
    mended: Mapping[str, str] = field(default_factory=dict)
    loosened: bool = False


class Word:
    """A word of the search, as typed or mended, and who has it where."""

    def __init__(self, typed: str, stem: str, asked: Asked, mended: str | None = None) -> None:
        index, vocabulary = asked.index, asked.vocabulary
        self.typed, self.mended = typed, mended
        stem = vocabulary.stem_of.get(mended, stem) if mended else stem
        start = mended or typed
        self._in = {where: index.having(where, stem) for where in PLACES}
        self._whole = bool(self._in[ANY] & asked.everyone)
        if not self._whole and len(start) >= SHORTEST_BEGINNING:
            begun = vocabulary.beginning(start, asked.tenant)
            self._in = {where: index.having(where, *begun) for where in PLACES}
        self.groups = asked.everyone & self._in[ANY]

    @cached_property
    def tells(self) -> bool:
        """Whether it says what about, and not only who."""
        return self.typed not in WHO

    @property
    def subject(self) -> int:
        """The groups that are about it: those of its themes, else those of which it is an own word."""
        return self._in[TOPIC] or self._in[OWN]

    def give_points(self, score: Score, *, sentence: bool) -> None:
        """In the name it counts more than in the theme, there more than in a synonym, and least in a description.

        In a sentence a word about a theme is no part of a name: "Non più da soli" is not about loneliness.
        """
        worth = TOPIC_POINTS if self.tells else WHO_POINTS
        score.add(self.groups, worth)
        if sentence and self.tells and self._in[TOPIC]:
            score.add(self._in[TOPIC], 2 * worth)
            return
        score.add(self._in[STRONG], 2 * worth)
        score.add(self._in[OWN], worth)
        score.add(self._in[NAME], worth)


def match(typed: Sequence[str], stems: Mapping[str, str], asked: Asked, *, literal: bool) -> Matched:
    """The groups that words mean. ``stems`` has no word that says nothing ("di", "con"); ``literal`` mends none."""
    telling = {word: stem for word, stem in stems.items() if word not in FILLERS} or stems
    words = [
        _word(word, stem, asked, literal=literal, sentence=len(telling) >= SENTENCE) for word, stem in telling.items()
    ]
    exact = asked.everyone & asked.index.called(typed)
    score = Score()
    sentence = len(typed) - len(telling) >= SAID_AROUND
    for word in words:
        word.give_points(score, sentence=sentence)
    groups, used, loosened = _having(words, asked.everyone)
    mended = {word.typed: word.mended for word in used if word.mended}
    return Matched(groups | exact, score, _subject(used), exact, mended, loosened and bool(groups))


def _subject(words: Sequence[Word]) -> Score:
    """The more words are about it, the more it is meant; of two that have as many, the one said first."""
    score = Score()
    about = [word.subject for word in words if word.subject]
    for place, groups in enumerate(about):
        score.add(groups, SUBJECT_POINTS + (FIRST_SAID if not place else 0))
    return score


def unknown_words(stems: Mapping[str, str], asked: Asked) -> frozenset[str]:
    """The words that nobody uses."""
    return frozenset(word for word, stem in stems.items() if not Word(word, stem, asked).groups)


def _word(typed: str, stem: str, asked: Asked, *, literal: bool, sentence: bool) -> Word:
    word = Word(typed, stem, asked)
    if word.groups or literal or typed in WHO or (sentence and len(typed) < SURELY_MISTYPED):
        return word
    better = asked.vocabulary.meant(typed, asked.tenant)
    return Word(typed, stem, asked, mended=better) if better else word


def _having(words: Sequence[Word], everyone: int) -> tuple[int, Sequence[Word], bool]:
    """The groups that have all the words, or else as many as can be asked; the words used, and whether some were not."""
    words = [word for word in words if word.tells] or words
    known = [word for word in words if word.groups]
    for asked in (words, known):
        every = everyone if asked or not words else 0
        for word in asked:
            every &= word.groups
        if every or len(words) == 1:
            return every, asked, len(asked) < len(words)
    # A guess at one word of a sentence would mislead, and so would a word of two letters.
    certain = [word for word in known if not word.mended and len(word.typed) >= SHORTEST_MENDED] or known
    some = 0
    for word in certain:
        some |= word.groups
    return some, certain, True
