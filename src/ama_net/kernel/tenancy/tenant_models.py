"""What the folder of an association may say: tenant.toml (the pages and the demo are in ``tenant_file``).

Unknown keys are refused, so that a misspelt word is found at start and not on the page.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Literal, Self

import phonenumbers
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    EmailStr,
    Field,
    StrictBool,
    StringConstraints,
    model_validator,
)
from stdnum.it import iva

SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_SLUG = 60
HOST = re.compile(r"(?=.{4,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")
RESERVED_SLUGS = frozenset(
    {"admin", "api", "assets", "en", "healthz", "it", "localhost", "mail", "manage", "my", "portal", "readyz", "static"}
    | {"www", "accedi", "gruppi", "notizie", "eventi", "newsletter", "opuscolo", "feed", "file", "sitemap", "robots"}
)
"""Words that are addresses of the program: neither an association nor a page may take them."""


def _slug(value: str) -> str:
    if not SLUG.fullmatch(value) or len(value) > LONGEST_SLUG:
        raise ValueError("usa solo lettere minuscole senza accento, cifre e trattini, e comincia con una lettera")
    if value in RESERVED_SLUGS:
        raise ValueError(f"«{value}» è una parola riservata: scegline un'altra")
    return value


def _host(value: str) -> str:
    if not HOST.fullmatch(value):
        raise ValueError("scrivi solo il nome, minuscolo, senza https://, porta o barre, come www.ama.example")
    if value == "localhost" or value.endswith(".localhost"):
        raise ValueError("gli indirizzi .localhost sono dati da soli allo sviluppo: togli questa voce")
    return value


def _phone(value: str) -> str:
    try:
        number = phonenumbers.parse(value, "IT")
    except phonenumbers.NumberParseException:
        raise ValueError("non è un numero di telefono: scrivilo con il prefisso, per esempio 051 000 0000") from None
    if not phonenumbers.is_valid_number(number):
        raise ValueError("non è un numero di telefono esistente: controlla le cifre")
    return value


def _tax_code(value: str) -> str:
    if not iva.is_valid(value):
        raise ValueError("il codice fiscale dell'ente ha 11 cifre e una di controllo: ricontrollalo")
    return value


Slug = Annotated[str, AfterValidator(_slug)]
Host = Annotated[str, AfterValidator(_host)]
PhoneNumber = Annotated[str, AfterValidator(_phone)]
TaxCode = Annotated[str, AfterValidator(_tax_code)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,59}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\n]*$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Language = Literal["it", "en"]
RoomName = Literal[
    "groups", "helpdesk", "members", "volunteers", "roundtables", "donations",
    "bookkeeping", "events", "documents", "newsletters",
]  # fmt: skip
SettingValue = StrictBool | int | str | list[str]


class Strict(BaseModel):
    """Immutable, and no key that is not expected."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class LegalForm(StrEnum):
    """What the association is for the law; ODV, APS and ETS are the ones of the Codice del Terzo Settore."""

    PUBLIC_BODY = "public_body"
    ODV = "odv"
    APS = "aps"
    ETS = "ets"
    ASSOCIATION = "association"


class Registration(Strict):
    """Public registers. Everything is optional: what is not known for certain stays out."""

    tax_code: TaxCode | None = None
    runts_section: Literal["A", "B", "C", "D", "E", "F", "G"] | None = None
    runts_number: Line | None = None


class Seat(Strict):
    """Where the association is. ``municipality`` and ``province`` as the gazetteer writes them."""

    place: Line | None = None
    address: Line | None = None
    postcode: Annotated[str, StringConstraints(pattern=r"^\d{5}$")] | None = None
    municipality: Line
    province: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class Phone(Strict):
    """A public telephone number and whom it reaches."""

    label: Line
    label_en: Line | None = None
    number: PhoneNumber


class Contact(Strict):
    """What pages show. The program never writes to ``public_email``: see ``Mail``."""

    public_email: EmailStr | None = None
    phones: tuple[Phone, ...] = ()
    hours: Line | None = None
    hours_en: Line | None = None
    website: Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$")] | None = None


class Mail(Strict):
    """``mail_from`` signs the mails, ``secretariat_mail`` receives the notices for the office."""

    sender_name: Line
    mail_from: EmailStr
    secretariat_mail: EmailStr


class EmergencyNumber(Strict):
    """A short number to call at once."""

    number: Annotated[str, StringConstraints(pattern=r"^[0-9 ]{3,15}$")]
    label: Line
    label_en: Line | None = None


class Emergency(Strict):
    """Said on every page: a group is not an emergency service."""

    text: Words
    text_en: Words | None = None
    numbers: tuple[EmergencyNumber, ...] = ()


class Rooms(Strict):
    """Which rooms are open at the start; the office may open and close them later."""

    groups: StrictBool = True
    helpdesk: StrictBool = True
    members: StrictBool = True
    volunteers: StrictBool = True
    roundtables: StrictBool = True
    donations: StrictBool = True
    bookkeeping: StrictBool = True
    events: StrictBool = True
    documents: StrictBool = True
    newsletters: StrictBool = True


class District(Strict):
    """A part of the territory. ``gazetteer`` is the word used in municipalities.csv, when it differs from ``name``."""

    key: Key
    name: Line
    gazetteer: Line | None = None


class Theme(Strict):
    """What a group is about; ``synonyms`` are the words people search with."""

    key: Key
    label: Line
    label_en: Line | None = None
    description: Words
    description_en: Words | None = None
    synonyms: tuple[Line, ...] = ()


class Audience(Strict):
    """Whom a group is for ("rivolto a")."""

    key: Key
    label: Line
    label_en: Line | None = None


def refuse_twice(what: str, values: Sequence[str]) -> None:
    """Raise ValueError when a list names the same thing twice."""
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise ValueError(f"in «{what}» la voce «{twice[0]}» c'è due volte: lasciane una")


class TenantFile(Strict):
    """tenant.toml: identity and first values. Afterwards the database wins, hosts and theme excepted."""

    slug: Slug
    name: Line
    short_name: Annotated[str, StringConstraints(min_length=1, max_length=30)]
    tagline: Line
    tagline_en: Line | None = None
    legal_form: LegalForm
    languages: tuple[Language, ...] = ("it", "en")
    hosts: tuple[Host, ...] = ()
    registration: Registration = Registration()
    seat: Seat
    contact: Contact
    mail: Mail
    emergency: Emergency
    rooms: Rooms = Rooms()
    settings: dict[RoomName, dict[str, SettingValue]] = Field(default_factory=dict)
    districts: tuple[District, ...] = ()
    themes: tuple[Theme, ...] = ()
    audiences: tuple[Audience, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if "it" not in self.languages:
            raise ValueError("in «languages» deve esserci «it»: l'italiano è la lingua dei testi")
        refuse_twice("hosts", self.hosts)
        for what in ("districts", "themes", "audiences"):
            refuse_twice(what, [entry.key for entry in getattr(self, what)])
        if self.registration.runts_section and self.legal_form in {LegalForm.PUBLIC_BODY, LegalForm.ASSOCIATION}:
            raise ValueError(
                "la sezione del RUNTS c'è solo per odv, aps o ets: togli «runts_section» o cambia «legal_form»"
            )
        return self

    @property
    def dev_host(self) -> str:
        """The host of a development machine, e.g. ``bologna.localhost``: derived, never written in the file."""
        return f"{self.slug}.localhost"
