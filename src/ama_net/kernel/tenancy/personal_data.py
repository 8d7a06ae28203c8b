"""What a room keeps about people, declared: export, erasure and retention walk these lists, and a guard checks them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PersonalData:
    """One table with personal data.

    ``link`` is the column that leads to the person (``person_id``…), empty when the row itself is about nobody named in
    the register. ``keep`` says for how long in plain Italian: it is printed in the association's records of processing.
    """

    table: str
    columns: tuple[str, ...]
    why: str
    keep: str
    link: str = ""
