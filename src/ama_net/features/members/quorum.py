"""The arithmetic of an assembly: who counts as present, whether it may decide, whether a proposal is carried.

Whole numbers only: half of 7 is never 3.5 members. What a statute may change comes in as ``Rules``, whose defaults are the
law's (codice civile art. 21, which D.Lgs. 117/2017 art. 24 and 3 c. 2 leave in force for what they do not say).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from ama_net.features.members.models.meetings import Majority


@dataclass(frozen=True)
class Share:
    """A fraction: ``Share(3, 4)``. ``Share(0, 1)`` asks for nothing."""

    part: int
    whole: int

    @classmethod
    def read(cls, words: str) -> "Share":
        """From ``3/4`` (or ``0``, nothing)."""
        part, _slash, whole = words.partition("/")
        return cls(int(part), int(whole or 1))

    def of(self, total: int) -> int:
        """The fewest that are at least this share of ``total``: three quarters of 10 are 8."""
        return -(-total * self.part // self.whole)

    def is_reached(self, some: int, total: int) -> bool:
        """Whether ``some`` are at least this share of ``total``; exactly the share is enough."""
        return some * self.whole >= total * self.part


HALF, THREE_QUARTERS, ANY = Share(1, 2), Share(3, 4), Share(0, 1)


@dataclass(frozen=True)
class Rules:
    """What the statute says, or the law when it is silent.

    Attributes:
        first_call: who must attend in first call: at least half of the members (c.c. art. 21 c. 1).
        second_call: in second call any number will do (c.c. art. 21 c. 1); at least one vote is always needed.
        change_presence: to change the statute at least three quarters must attend (c.c. art. 21 c. 2).
        change_on_second_call: the same in second call: the law makes no difference, statutes often ask for less.
        dissolve: to dissolve and give the assets away, three quarters of the members in favour (c.c. art. 21 c. 3).
        abstentions_count: whether who abstains counts among the voters of whom a majority is needed. The law speaks of the
            majority "di voti" (c.c. art. 21 c. 1): who abstains gives none, so they do not.
        more_than: whether the share must be passed and not only reached: a board meets with more than half of its members
            (c.c. art. 2388 c. 1, which statutes follow).
        of_those_present: whether an ordinary proposal needs more than half of the votes present, so that who abstains or
            says nothing stands in its way: a board decides so, statute aside (c.c. art. 2388 c. 2).
    """

    first_call: Share = HALF
    second_call: Share = ANY
    change_presence: Share = THREE_QUARTERS
    change_on_second_call: Share = THREE_QUARTERS
    dissolve: Share = THREE_QUARTERS
    abstentions_count: bool = False
    more_than: bool = False
    of_those_present: bool = False


LAW = Rules()
BOARD = Rules(second_call=HALF, more_than=True, of_those_present=True)
"""The board and the other organs: more than half of who is in office, in any call; more than half of them in favour."""


@dataclass(frozen=True)
class Line:
    """A line of the roll as arithmetic sees it: its votes (0 when it may not vote) and how it attends (None: it does not)."""

    key: UUID
    votes: int
    way: str | None = None


@dataclass(frozen=True)
class Presence:
    """The votes in the room, and those there could be (``entitled``)."""

    in_person: int = 0
    remote: int = 0
    by_proxy: int = 0
    entitled: int = 0

    @property
    def total(self) -> int:
        """All the votes present, however they are."""
        return self.in_person + self.remote + self.by_proxy


def present_votes(lines: Iterable[Line], proxies: Iterable[tuple[UUID, UUID]] = ()) -> Presence:
    """Count the votes present in person, remotely and by proxy (D.Lgs. 117/2017 art. 24 c. 3-4).

    ``proxies`` are pairs giver, holder. One counts while its holder is there and its giver is not: who comes votes for
    themselves, and a proxy whose holder is away is worth nothing. A line's votes are never counted twice.
    """
    roll = {line.key: line for line in lines}
    present = {key for key, line in roll.items() if line.way is not None and line.votes}
    here = [roll[key] for key in present]
    remote = sum(line.votes for line in here if line.way == "remote")
    through = {giver for giver, holder in proxies if giver in roll and giver not in present and holder in present}
    return Presence(
        in_person=sum(line.votes for line in here) - remote,
        remote=remote,
        by_proxy=sum(roll[giver].votes for giver in through),
        entitled=sum(line.votes for line in roll.values()),
    )


def votes_needed(entitled: int, *, call: int, rules: Rules = LAW) -> int:
    """How many votes must be present for the assembly to open in this call (c.c. art. 21 c. 1); one at least."""
    share = rules.first_call if call == 1 else rules.second_call
    return entitled * share.part // share.whole + 1 if rules.more_than else max(1, share.of(entitled))


def is_quorate(present: int, entitled: int, *, call: int, rules: Rules = LAW) -> bool:
    """Whether the meeting may open and decide: at least half in first call, exactly half being enough (c.c. art. 21 c. 1)."""
    return present >= votes_needed(entitled, call=call, rules=rules)


def presence_needed(majority: Majority | str, entitled: int, *, call: int, rules: Rules = LAW, members: int = 0) -> int:
    """How many votes must be present for one item of the agenda: more for changing the statute or dissolving."""
    ordinary = votes_needed(entitled, call=call, rules=rules)
    if majority == Majority.CHANGE_STATUTE:
        share = rules.change_presence if call == 1 else rules.change_on_second_call
        return max(ordinary, share.of(entitled))
    if majority == Majority.DISSOLVE:
        return max(ordinary, rules.dissolve.of(max(members, entitled)))
    return ordinary


@dataclass(frozen=True)
class Room:
    """The votes a majority is measured on.

    ``present`` are there when it is counted: enough must still be. ``most_present`` are the most that were there while the
    vote was open: who goes out while others vote does not make their majority. ``members`` is what all the members together
    weigh, those without a vote too, whom the law counts before dissolving.
    """

    present: int
    entitled: int
    most_present: int = 0
    members: int = 0
    call: int = 1

    @property
    def counted_present(self) -> int:
        """Those present whom a majority of those present is measured on."""
        return max(self.present, self.most_present)

    @property
    def all_members(self) -> int:
        """All the members; where the roll does not say, those who vote."""
        return max(self.members, self.entitled)


def carried(
    majority: Majority | str, room: Room, *, in_favour: int, against: int, abstained: int = 0, rules: Rules = LAW
) -> bool:
    """Whether a proposal is approved.

    - ``PRESENT_HALF``: more than half of the votes cast (c.c. art. 21 c. 1), or of those present (``of_those_present``);
      exactly half is not a majority.
    - ``CHANGE_STATUTE``: enough present, and more than half *of those present* in favour (c.c. art. 21 c. 2).
    - ``DISSOLVE``: three quarters of all the members in favour, present or not (c.c. art. 21 c. 3).
    - ``MOST_VOTED``: an election has no majority to reach; see ``elected``.
    """
    if room.present < presence_needed(majority, room.entitled, call=room.call, rules=rules, members=room.members):
        return False
    if majority == Majority.DISSOLVE:
        return in_favour > 0 and rules.dissolve.is_reached(in_favour, room.all_members)
    if majority == Majority.MOST_VOTED:
        return in_favour > 0
    if majority == Majority.CHANGE_STATUTE or rules.of_those_present:
        return in_favour * 2 > room.counted_present
    cast = in_favour + against + (abstained if rules.abstentions_count else 0)
    return in_favour * 2 > cast


@dataclass(frozen=True)
class Elected:
    """Who is elected, the most voted first; ``tied`` are level for the seats left, and the assembly says who."""

    won: tuple[str, ...]
    tied: tuple[str, ...] = ()


def elected(votes: Mapping[str, int], *, seats: int) -> Elected:
    """The most voted for the seats there are; without a vote nobody is elected. The law says nothing of ties: neither do we."""
    ranked = sorted(((name, count) for name, count in votes.items() if count > 0), key=lambda pair: (-pair[1], pair[0]))
    if len(ranked) <= seats:
        return Elected(tuple(name for name, _count in ranked))
    last = ranked[seats - 1][1]
    if ranked[seats][1] != last:
        return Elected(tuple(name for name, _count in ranked[:seats]))
    return Elected(
        tuple(name for name, count in ranked if count > last), tuple(name for name, count in ranked if count == last)
    )


MANY_MEMBERS = 500


def proxies_allowed(members: int, *, below: int = 3, above: int = 5) -> int:
    """How many proxies one may hold: 3 below 500 members, 5 from 500 (D.Lgs. 117/2017 art. 24 c. 3; less by statute)."""
    return min(below, 3) if members < MANY_MEMBERS else min(above, 5)
