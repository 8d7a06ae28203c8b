"""What the statute says of the meetings of the organs; where it is silent, the law's default, with its article."""

from dataclasses import replace
from enum import StrEnum
from typing import Any, ClassVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from pydantic import Field, field_validator

from ama_net.features.members.quorum import BOARD, Rules, Share
from ama_net.kernel.documents import Organ
from ama_net.kernel.tenancy.settings import RoomSettings


class FeeRule(StrEnum):
    """Whether a fee not paid takes the vote away."""

    NO = "no"
    NOT_OVERDUE = "not_overdue"
    PAID = "paid"

    @property
    def label(self) -> LazyString:
        """As the settings' page says it."""
        return FEE_RULES[self]


FEE_RULES: dict[str, LazyString] = {
    FeeRule.NO: _l("Vota anche chi non ha pagato"),
    FeeRule.NOT_OVERDUE: _l("Non vota chi ha la quota scaduta"),
    FeeRule.PAID: _l("Vota solo chi ha pagato la quota dell'anno"),
}


class OfficerProxies(StrEnum):
    """Whether who governs or controls the association may hold proxies."""

    ALLOWED = "allowed"
    WARNED = "warned"
    REFUSED = "refused"

    @property
    def label(self) -> LazyString:
        """As the settings' page says it."""
        return OFFICER_PROXIES[self]


OFFICER_PROXIES: dict[str, LazyString] = {
    OfficerProxies.ALLOWED: _l("Sì"),
    OfficerProxies.WARNED: _l("Sì, ma con un avviso"),
    OfficerProxies.REFUSED: _l("No"),
}


class Part(StrEnum):
    """A share of the members, as it is chosen."""

    ANY = "0"
    TENTH = "1/10"
    FIFTH = "1/5"
    QUARTER = "1/4"
    THIRD = "1/3"
    HALF = "1/2"
    TWO_THIRDS = "2/3"
    THREE_QUARTERS = "3/4"
    FOUR_FIFTHS = "4/5"

    @property
    def label(self) -> LazyString:
        """As the settings' page says it."""
        return PARTS[self]


PARTS: dict[str, LazyString] = {
    Part.ANY: _l("Qualunque numero"),
    Part.TENTH: _l("Un decimo"),
    Part.FIFTH: _l("Un quinto"),
    Part.QUARTER: _l("Un quarto"),
    Part.THIRD: _l("Un terzo"),
    Part.HALF: _l("La metà"),
    Part.TWO_THIRDS: _l("Due terzi"),
    Part.THREE_QUARTERS: _l("Tre quarti"),
    Part.FOUR_FIFTHS: _l("Quattro quinti"),
}


def _law(value: str, article: str) -> dict[str, Any]:
    return {"legal_default": value, "law": article}


class MeetingsSettings(RoomSettings):
    """Convocations, right to vote, proxies, quorums, majorities."""

    room: ClassVar[str] = "meetings"

    notice_days: int = Field(
        default=8,
        ge=0,
        le=90,
        title="Giorni di preavviso dell'assemblea",
        description="La legge non fissa i giorni: contano quelli dello statuto. Chi convoca più tardi riceve un avviso.",
        json_schema_extra={"law": "codice civile, disposizioni di attuazione, art. 8"},
    )
    board_notice_days: int = Field(
        default=3,
        ge=0,
        le=60,
        title="Giorni di preavviso del consiglio e degli altri organi",
        description="Anche questi li dice lo statuto.",
    )
    gap_hours: int = Field(
        default=24,
        ge=0,
        le=240,
        title="Ore fra la prima e la seconda convocazione",
        description="Quasi tutti gli statuti chiedono un altro giorno.",
    )
    seniority_months: int = Field(
        default=3,
        ge=0,
        le=24,
        title="Mesi di iscrizione per votare in assemblea",
        description="Contati nel libro degli associati, fino al giorno dell'elenco dei votanti.",
        json_schema_extra=_law("tre mesi", "D.Lgs. 117/2017, art. 24 c. 1"),
    )
    fee_rule: FeeRule = Field(
        default=FeeRule.NO,
        title="Quota e diritto di voto",
        description="Chi non ha una quota chiesta per l'anno vota comunque.",
        json_schema_extra=_law("votano tutti gli iscritti", "D.Lgs. 117/2017, art. 24 c. 1"),
    )
    proxies_below: int = Field(
        default=3,
        ge=0,
        le=3,
        title="Deleghe per persona, fino a 499 soci",
        description="Lo statuto può solo ridurle; zero vuol dire che le deleghe non sono ammesse.",
        json_schema_extra=_law("tre", "D.Lgs. 117/2017, art. 24 c. 3"),
    )
    proxies_above: int = Field(
        default=5,
        ge=0,
        le=5,
        title="Deleghe per persona, da 500 soci",
        description="Lo statuto può solo ridurle; zero vuol dire che le deleghe non sono ammesse.",
        json_schema_extra=_law("cinque", "D.Lgs. 117/2017, art. 24 c. 3"),
    )
    proxies_to_officers: OfficerProxies = Field(
        default=OfficerProxies.WARNED,
        title="Consiglieri e organo di controllo possono ricevere deleghe",
        description=(
            "Nelle società è vietato, anche ai dipendenti; per le associazioni la norma vale se compatibile. Chi è "
            "dipendente il sistema non lo sa: lo controlla l'ufficio."
        ),
        json_schema_extra={"law": "codice civile, art. 2372 c. 5; D.Lgs. 117/2017, art. 24 c. 3"},
    )
    quorum_first: Part = Field(
        default=Part.HALF,
        title="Presenti in prima convocazione: almeno",
        json_schema_extra=_law("la metà dei voti", "codice civile, art. 21 c. 1"),
    )
    quorum_second: Part = Field(
        default=Part.ANY,
        title="Presenti in seconda convocazione: almeno",
        json_schema_extra=_law("qualunque numero", "codice civile, art. 21 c. 1"),
    )
    change_presence: Part = Field(
        default=Part.THREE_QUARTERS,
        title="Presenti per cambiare lo statuto: almeno",
        description="E serve il voto favorevole della maggioranza dei presenti.",
        json_schema_extra=_law("tre quarti", "codice civile, art. 21 c. 2"),
    )
    change_presence_second: Part = Field(
        default=Part.THREE_QUARTERS,
        title="Presenti per cambiare lo statuto in seconda convocazione: almeno",
        json_schema_extra=_law("tre quarti, come in prima", "codice civile, art. 21 c. 2"),
    )
    dissolve: Part = Field(
        default=Part.THREE_QUARTERS,
        title="Voti favorevoli per sciogliere l'associazione: almeno",
        description="Sul totale dei soci, presenti o no. Lo statuto può chiederne di più.",
        json_schema_extra=_law("tre quarti", "codice civile, art. 21 c. 3"),
    )
    abstentions_count: bool = Field(
        default=False,
        title="Chi si astiene conta fra i votanti",
        description="Se conta, per approvare servono più voti favorevoli.",
        json_schema_extra=_law("no: la maggioranza è dei voti", "codice civile, art. 21 c. 1"),
    )
    board_of_those_present: bool = Field(
        default=True,
        title="Nel consiglio e negli altri organi serve la maggioranza dei presenti",
        description="Chi si astiene conta come chi è contrario. Se lo statuto dice altro, basta la maggioranza dei voti.",
        json_schema_extra=_law("sì: la maggioranza assoluta dei presenti", "codice civile, art. 2388 c. 2"),
    )
    remote_allowed: bool = Field(
        default=True,
        title="Si può partecipare a distanza",
        description="Se lo statuto non lo vieta. Chi partecipa va riconosciuto, e deve poter intervenire e votare.",
        json_schema_extra=_law("sì", "D.Lgs. 117/2017, art. 24 c. 4"),
    )
    online_hosts: tuple[str, ...] = Field(
        default=("meet.jit.si",),
        title="Siti su cui può stare una sala in linea",
        description="Solo il nome, come «meet.esempio.org»: un collegamento a un altro sito è rifiutato.",
    )
    secret_vote_warning_below: int = Field(
        default=10,
        ge=2,
        le=100,
        title="Avvisare di un voto segreto con meno votanti di",
        description="Quando votano in pochi si può indovinare chi ha votato che cosa.",
    )

    @field_validator("dissolve")
    @classmethod
    def _not_less_than_the_law(cls, value: Part) -> Part:
        if not Share(3, 4).is_reached(Share.read(value).of(100), 100):
            raise ValueError("la legge chiede almeno tre quarti dei soci (codice civile, art. 21 c. 3)")
        return value

    @field_validator("online_hosts")
    @classmethod
    def _names_only(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        hosts = tuple(host.strip().lower() for host in value if host.strip())
        if any("/" in host or " " in host or "." not in host for host in hosts):
            raise ValueError("solo il nome del sito, come «meet.esempio.org»")
        return hosts

    def rules(self, organ: str) -> Rules:
        """The arithmetic's rules for an organ: these are the assembly's, the others meet with more than half."""
        if organ != Organ.ASSEMBLY:
            return replace(BOARD, of_those_present=self.board_of_those_present)
        return Rules(
            first_call=Share.read(self.quorum_first),
            second_call=Share.read(self.quorum_second),
            change_presence=Share.read(self.change_presence),
            change_on_second_call=Share.read(self.change_presence_second),
            dissolve=Share.read(self.dissolve),
            abstentions_count=self.abstentions_count,
        )

    def days_before(self, organ: str) -> int:
        """The days of notice for an organ."""
        return self.notice_days if organ == Organ.ASSEMBLY else self.board_notice_days
