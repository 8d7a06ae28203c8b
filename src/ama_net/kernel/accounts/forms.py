"""What people type about accounts: input only; what it means is decided by the operations."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, Field, HiddenField, PasswordField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, EqualTo, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from ama_net.foundation.web.forms import WebForm
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.accounts.role_words import ROLE_WORDS
from ama_net.kernel.accounts.rules import may_give_role
from ama_net.kernel.people.identifiers import InvalidIdentifier, check_email

LONGEST = 200


def _bare(value: str | None) -> str:
    return (value or "").replace("\x00", "").strip()  # the database refuses NUL, and nobody types it


def _address(value: str | None) -> str:
    return _bare(value).lower()


def check_address(form: WebForm, field: Field) -> None:
    """The form of an e-mail address; whether it exists is known when somebody answers."""
    try:
        field.data = check_email(field.data)
    except InvalidIdentifier as error:
        raise ValidationError(str(error)) from None


def _email(label: Any) -> EmailField:
    return EmailField(
        label,
        filters=[_address],
        validators=[DataRequired(_l("Scrivi l'indirizzo e-mail.")), Length(max=LONGEST), check_address],
    )


def _current_password() -> PasswordField:
    return PasswordField(
        _l("Password attuale"),
        validators=[DataRequired(_l("Scrivi la password con cui accedi ora.")), Length(max=LONGEST)],
    )


class SignInForm(WebForm):
    """Address and password; ``next`` is where to go after, checked by the view."""

    email = EmailField(
        _l("Indirizzo e-mail"),
        filters=[_address],
        validators=[DataRequired(_l("Scrivi l'indirizzo e-mail.")), Length(max=LONGEST)],
    )
    password = PasswordField(_l("Password"), validators=[DataRequired(_l("Scrivi la password.")), Length(max=LONGEST)])
    next = HiddenField()


class SecondStepForm(WebForm):
    """The code of the application, or a recovery code."""

    code = StringField(
        _l("Codice"), filters=[_bare], validators=[DataRequired(_l("Scrivi il codice.")), Length(max=40)]
    )


class ForgottenForm(WebForm):
    """The address to send a link to."""

    email = _email(_l("Indirizzo e-mail"))


class NewPasswordForm(WebForm):
    """A password, written twice: nobody can see what is typed."""

    password = PasswordField(
        _l("Nuova password"),
        description=_l("Almeno 10 caratteri. Va bene anche una frase, con gli spazi."),
        validators=[DataRequired(_l("Scrivi la nuova password."))],
    )
    again = PasswordField(
        _l("Ripeti la nuova password"),
        validators=[
            DataRequired(_l("Riscrivi la nuova password.")),
            EqualTo("password", _l("Le due password non sono uguali: riscrivile.")),
        ],
    )


class ChangePasswordForm(NewPasswordForm):
    """The current password and the new one."""

    current = _current_password()


class ChangeEmailForm(WebForm):
    """The new address, with the password."""

    email = _email(_l("Nuovo indirizzo e-mail"))
    current = _current_password()


class ConfirmForm(WebForm):
    """The password again, before what matters."""

    current = _current_password()


class RolesForm(WebForm):
    """The roles of an account; only those the actor may give can be chosen."""

    roles = SelectMultipleField(
        _l("Ruoli"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), validators=[Optional()]
    )

    def offer(self, actor: Actor) -> None:
        """Show the roles this actor may give."""
        self.roles.choices = [(role.value, words) for role, words in ROLE_WORDS.items() if may_give_role(actor, role)]

    @property
    def chosen(self) -> frozenset[Role]:
        """The roles that were ticked."""
        return frozenset(Role(value) for value in self.roles.data or [])


class InvitationForm(RolesForm):
    """Who to invite."""

    given_name = StringField(
        _l("Nome"), filters=[_bare], validators=[DataRequired(_l("Scrivi il nome.")), Length(max=100)]
    )
    family_name = StringField(
        _l("Cognome"), filters=[_bare], validators=[DataRequired(_l("Scrivi il cognome.")), Length(max=100)]
    )
    email = _email(_l("Indirizzo e-mail"))


class SettingsForm(WebForm):
    """What the association decides about signing in."""

    require_second_factor = BooleanField(
        _l("Chi lavora in ufficio deve usare il secondo passaggio"),
        description=_l(
            "Oltre alla password si scrive un codice del telefono. Chi non lo ha ancora lo prepara al prossimo accesso."
        ),
    )
