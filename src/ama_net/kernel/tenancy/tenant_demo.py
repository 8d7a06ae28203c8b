"""The demo cast of an association: plainly invented people, so that nobody takes them for real ones."""

from datetime import date
from typing import Annotated, Literal, Self, get_args

from pydantic import EmailStr, StringConstraints, model_validator

from ama_net.kernel.tenancy.tenant_models import Key, Line, PhoneNumber, Strict, refuse_twice

DemoRole = Literal[
    "board", "president", "secretary", "treasurer", "helpdesk_operator",
    "facilitator", "volunteer", "member", "editor", "network_coordinator", "control_body",
]  # fmt: skip
ConsentSource = Literal["form", "paper", "phone", "in_person"]
OrganisationKind = Literal[
    "association", "foundation", "cooperative", "health_service", "municipality",
    "public_body", "school", "religious_body", "company", "other",
]  # fmt: skip
FacilitatorRole = Literal["facilitator", "co_facilitator", "contact"]
FacilitatorTraining = Literal["none", "base", "shadowing", "qualified"]
VolunteerSection = Literal["regular", "occasional"]
"""Words of kernel/access and kernel/people, which stand above tenancy: they are repeated here and a test compares them."""


class DemoConsent(Strict):
    """A consent of an invented person, with the proof that a real one would have."""

    purpose: Key
    given_on: date
    source: ConsentSource = "form"
    proof: Line


class DemoPerson(Strict):
    """An invented person. The address is at .example, the phone has a number nobody can have."""

    given_name: Line
    family_name: Line
    birth_date: date | None = None
    email: EmailStr | None = None
    phone: PhoneNumber | None = None
    street: Line | None = None
    postcode: Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")] | None = None
    municipality: Line | None = None
    province: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    consents: tuple[DemoConsent, ...] = ()

    @model_validator(mode="after")
    def _plainly_invented(self) -> Self:
        if self.email and not self.email.endswith(".example"):
            raise ValueError("le persone dimostrative hanno solo indirizzi che finiscono in .example: cambia «email»")
        return self


class DemoAccount(DemoPerson):
    """An invented person who can sign in; all share the demo password, which is not in any file."""

    role: DemoRole
    email: EmailStr


class DemoOrganisation(Strict):
    """An invented organisation."""

    name: Line
    kind: OrganisationKind
    email: EmailStr | None = None
    phone: PhoneNumber | None = None
    municipality: Line | None = None
    province: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None


class DemoProposal(Strict):
    """An invented proposal of a group or reported need, ``interested`` people (nobody) waiting for it.

    What everybody reads says that it is an example: so does its title.
    """

    kind: Literal["proposal", "need"] = "proposal"
    stage: Literal["idea", "gathering", "venue", "starting"] = "idea"
    theme: Key | None = None
    audience: Key | None = None
    district: Line | None = None
    municipality: Line | None = None
    organisation: Line | None = None
    title: Line | None = None
    text: Line | None = None
    where: Line | None = None
    interested: int = 0

    @model_validator(mode="after")
    def _plainly_an_example(self) -> Self:
        if self.title and "esempio" not in self.title.lower():
            raise ValueError("il titolo di una proposta dimostrativa deve dire «esempio»: cambia «title»")
        return self


class DemoFacilitator(Strict):
    """Somebody of the cast who keeps an example group (by the address of its page); ``public_name`` is shown to all."""

    group: Line
    email: EmailStr
    role: FacilitatorRole = "facilitator"
    started_on: date
    public_name: Line | None = None
    training: FacilitatorTraining = "base"


class DemoMember(Strict):
    """Somebody of the cast (by given name) or an organisation of it, in the register of members from a day.

    ``guardian`` is the given name of who answers for a minor; ``household`` the name of those they live with.
    """

    given_name: Line | None = None
    organisation: Line | None = None
    category: Key = "ordinary"
    admitted_on: date
    decided: Line | None = None
    ended_on: date | None = None
    guardian: Line | None = None
    household: Line | None = None
    tags: tuple[Line, ...] = ()

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.given_name is None) == (self.organisation is None):
            raise ValueError("di un socio dimostrativo serve «given_name» oppure «organisation»")
        return self


class DemoVolunteer(Strict):
    """Somebody of the cast (by given name) in the register of volunteers from a day.

    ``moved_on``: the day they go over to the other section.
    """

    given_name: Line
    section: VolunteerSection = "regular"
    started_on: date
    moved_on: date | None = None
    ended_on: date | None = None


class DemoCast(Strict):
    """demo.toml: accounts (one per role), people and organisations, all invented."""

    accounts: tuple[DemoAccount, ...]
    people: tuple[DemoPerson, ...] = ()
    organisations: tuple[DemoOrganisation, ...] = ()
    facilitators: tuple[DemoFacilitator, ...] = ()
    proposals: tuple[DemoProposal, ...] = ()
    members: tuple[DemoMember, ...] = ()
    volunteers: tuple[DemoVolunteer, ...] = ()

    @model_validator(mode="after")
    def _every_role_once(self) -> Self:
        refuse_twice("accounts.role", [account.role for account in self.accounts])
        refuse_twice("email", [person.email for person in (*self.accounts, *self.people) if person.email])
        missing = set(get_args(DemoRole)) - {account.role for account in self.accounts}
        if missing:
            raise ValueError(f"manca un accesso dimostrativo per il ruolo «{min(missing)}»: aggiungi la voce")
        return self
