"""The tables: people, organisations, their contacts and addresses, consents and the texts that were shown.

What need not be known is not stored: there are no notes, no sex, no documents, no reasons.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link

BYTEWISE = Text(collation="C")
"""Compared byte by byte: the same order on every server, and a range of it is a prefix."""

_CONTACT_ORDER = "(Contact.kind, Contact.preferred.desc(), Contact.created_at, Contact.id)"

LONGEST_NAME = 100
LONGEST_ORGANISATION_NAME = 200


class ContactKind(StrEnum):
    """How someone is reached. A PEC (certified mail) is not an address for ordinary mail."""

    EMAIL = "email"
    PHONE = "phone"
    PEC = "pec"


class AddressKind(StrEnum):
    """What an address is for: the registers of the law tell residence from domicile."""

    RESIDENCE = "residence"
    DOMICILE = "domicile"
    SEAT = "seat"
    MAIL = "mail"


class OrganisationKind(StrEnum):
    """What an organisation is."""

    ASSOCIATION = "association"
    FOUNDATION = "foundation"
    COOPERATIVE = "cooperative"
    HEALTH_SERVICE = "health_service"
    MUNICIPALITY = "municipality"
    PUBLIC_BODY = "public_body"
    SCHOOL = "school"
    RELIGIOUS_BODY = "religious_body"
    COMPANY = "company"
    OTHER = "other"


class ConsentSource(StrEnum):
    """How a consent was given."""

    FORM = "form"
    PAPER = "paper"
    PHONE = "phone"
    IN_PERSON = "in_person"


class Person(TenantModel):
    """One human, one row; members, volunteers, accounts and donors are rows beside it that point here."""

    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("tenant_id", "tax_code"),
        Index("ix_people_sort_name", "tenant_id", "sort_name", "id"),
        Index("ix_people_birth_date", "tenant_id", "birth_date"),
        Index("ix_people_created_at", "tenant_id", "created_at"),
    )

    given_name: Mapped[str] = mapped_column(Text)
    family_name: Mapped[str] = mapped_column(Text)
    sort_name: Mapped[str] = mapped_column(
        BYTEWISE, Computed("btrim(f_unaccent(family_name || ' ' || given_name))", persisted=True)
    )
    tax_code: Mapped[str | None] = mapped_column(BYTEWISE)
    birth_date: Mapped[date | None]
    birth_place: Mapped[str] = mapped_column(Text, default="", server_default="")
    birth_cadastral_code: Mapped[str | None] = mapped_column(Text)
    deceased_on: Mapped[date | None]
    preferred_language: Mapped[str] = mapped_column(Text, default="it", server_default="it")
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    contacts: Mapped[list["Contact"]] = relationship(
        primaryjoin="Person.id == foreign(Contact.person_id)", order_by=_CONTACT_ORDER, viewonly=True
    )
    addresses: Mapped[list["PostalAddress"]] = relationship(
        primaryjoin="Person.id == foreign(PostalAddress.person_id)", order_by="PostalAddress.created_at", viewonly=True
    )
    consents: Mapped[list["Consent"]] = relationship(
        primaryjoin="Person.id == foreign(Consent.person_id)", order_by="Consent.given_at.desc()", viewonly=True
    )

    @property
    def name(self) -> str:
        """As the person is called: ``Maria Rossi``."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def list_name(self) -> str:
        """As a list is read: ``Rossi Maria``."""
        return f"{self.family_name} {self.given_name}".strip()

    @property
    def short_name(self) -> str:
        """First name and initial, ``Maria R.``: as those who are not the office read each other's names."""
        initial = self.family_name[:1]
        return f"{self.given_name} {initial}." if self.given_name and initial else self.name

    def contact(self, kind: ContactKind) -> str | None:
        """The preferred contact of a kind, or the oldest, or None."""
        return next((contact.value for contact in self.contacts if contact.kind == kind), None)

    @property
    def email(self) -> str | None:
        """Where ordinary mail is sent."""
        return self.contact(ContactKind.EMAIL)

    @property
    def phone(self) -> str | None:
        """The number to call, in the international form."""
        return self.contact(ContactKind.PHONE)


class Organisation(TenantModel):
    """A body: another association, a service, a municipality, a school, a company."""

    __tablename__ = "organisations"
    __table_args__ = (
        UniqueConstraint("tenant_id", "tax_code"),
        Index("ix_organisations_sort_name", "tenant_id", "sort_name", "id"),
    )

    name: Mapped[str] = mapped_column(Text)
    sort_name: Mapped[str] = mapped_column(BYTEWISE, Computed("f_unaccent(name)", persisted=True))
    kind: Mapped[str] = mapped_column(Text, default=OrganisationKind.OTHER)
    tax_code: Mapped[str | None] = mapped_column(BYTEWISE)
    vat_code: Mapped[str | None] = mapped_column(BYTEWISE)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    contacts: Mapped[list["Contact"]] = relationship(
        primaryjoin="Organisation.id == foreign(Contact.organisation_id)", order_by=_CONTACT_ORDER, viewonly=True
    )
    addresses: Mapped[list["PostalAddress"]] = relationship(
        primaryjoin="Organisation.id == foreign(PostalAddress.organisation_id)",
        order_by="PostalAddress.created_at",
        viewonly=True,
    )


ONE_OWNER = "num_nonnulls(person_id, organisation_id) = 1"


class Contact(TenantModel):
    """A way to reach someone; ``value`` is normalised (lower-case address, E.164 number)."""

    __tablename__ = "contacts"
    __table_args__ = (
        tenant_fk("person_id", "people", ondelete="CASCADE"),
        tenant_fk("organisation_id", "organisations", ondelete="CASCADE"),
        CheckConstraint(ONE_OWNER, name="one_owner"),
        UniqueConstraint("tenant_id", "person_id", "kind", "value"),
        UniqueConstraint("tenant_id", "organisation_id", "kind", "value"),
        Index("ix_contacts_value", "tenant_id", "value"),
        *(
            Index(
                f"uq_contacts_preferred_{owner}",
                "tenant_id",
                owner,
                "kind",
                unique=True,
                postgresql_where=text("preferred"),
            )
            for owner in ("person_id", "organisation_id")
        ),
    )

    person_id: Mapped[UUID | None]
    organisation_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(Text)
    value: Mapped[str] = mapped_column(BYTEWISE)
    label: Mapped[str] = mapped_column(Text, default="", server_default="")
    preferred: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    created_at: Mapped[datetime] = mapped_column(default=now)


class PostalAddress(TenantModel):
    """A postal address. The municipality is written as it was said; its code is there when it is known for certain."""

    __tablename__ = "postal_addresses"
    __table_args__ = (
        tenant_fk("person_id", "people", ondelete="CASCADE"),
        tenant_fk("organisation_id", "organisations", ondelete="CASCADE"),
        CheckConstraint(ONE_OWNER, name="one_owner"),
        Index("ix_postal_addresses_person_id", "tenant_id", "person_id"),
        Index("ix_postal_addresses_organisation_id", "tenant_id", "organisation_id"),
        Index("ix_postal_addresses_municipality_code", "tenant_id", "municipality_code"),
    )

    person_id: Mapped[UUID | None]
    organisation_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(Text, default=AddressKind.RESIDENCE)
    street: Mapped[str] = mapped_column(Text, default="", server_default="")
    postcode: Mapped[str] = mapped_column(Text, default="", server_default="")
    municipality: Mapped[str] = mapped_column(Text, default="", server_default="")
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipalities.istat_code", onupdate="CASCADE"))
    province: Mapped[str] = mapped_column(Text, default="", server_default="")
    country: Mapped[str] = mapped_column(Text, default="IT", server_default="IT")
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def in_one_line(self) -> str:
        """``viale Pepoli 5, 40123 Bologna (BO)``; the country only when it is not Italy."""
        town = " ".join(filter(None, (self.postcode, self.municipality, f"({self.province})" if self.province else "")))
        return ", ".join(filter(None, (self.street, town, "" if self.country == "IT" else self.country)))


class ConsentText(TenantModel):
    """A text as it was shown to whoever consented; kept for as long as a consent points to it, never changed."""

    __tablename__ = "consent_texts"
    __table_args__ = (UniqueConstraint("tenant_id", "purpose", "version", "digest"),)

    purpose: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text)
    first_shown_at: Mapped[datetime] = mapped_column(default=now)


class Consent(TenantModel):
    """That a person consented to something, and the proof (GDPR art. 7.1). Only confirmed and withdrawn once, else fixed."""

    __tablename__ = "consents"
    __table_args__ = (
        tenant_fk("person_id", "people"),
        tenant_fk("text_id", "consent_texts"),
        Index("ix_consents_person_id", "tenant_id", "person_id", "purpose"),
        Index("ix_consents_purpose", "tenant_id", "purpose", "given_at"),
        Index("ix_consents_text_id", "tenant_id", "text_id"),
    )

    person_id: Mapped[UUID]
    purpose: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(Text)
    text_id: Mapped[UUID]
    text_version: Mapped[str] = mapped_column(Text)
    text_digest: Mapped[str] = mapped_column(Text)
    page: Mapped[str] = mapped_column(Text, default="", server_default="")
    proof: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    needs_confirmation: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    confirmed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None]

    text: Mapped[ConsentText] = tenant_link("ConsentText", "Consent.text_id")
    person: Mapped[Person] = tenant_link("Person", "Consent.person_id", viewonly=True)

    @property
    def in_force(self) -> bool:
        """Whether it may be relied upon now."""
        return self.withdrawn_at is None and (self.confirmed_at is not None or not self.needs_confirmation)
