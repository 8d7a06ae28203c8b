"""The mails in the association's own words: which there are, writing one, seeing it as it will arrive, going back to ours."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from ama_net.across.office.forms_mail_texts import MailTextForm, text_form
from ama_net.across.office.mail_frame import frame_of, mail_sample
from ama_net.across.office.mail_tabs import mail_tabs
from ama_net.across.office.mail_words import FIXED_MAILS, MAILS
from ama_net.across.office.queries import names_of_accounts
from ama_net.across.office.words import ROOMS, said
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.office import offer_undo
from ama_net.kernel.outbox.checking_words import TextFaults, faults_of
from ama_net.kernel.outbox.editable import EditableMail, editable_mails
from ama_net.kernel.outbox.models_sending import MailText
from ama_net.kernel.outbox.operations_texts import PUT_BACK, TextChanged, put_back, save_text, text_of
from ama_net.kernel.outbox.own_words import own_texts
from ama_net.kernel.people.rules import LANGUAGES
from ama_net.kernel.people.words import LANGUAGE_NAMES
from ama_net.kernel.tenancy import current_tenant

bp = Blueprint("mail_texts_manage", __name__)

PAGE = "/posta/testi/<room>/<name>"


@dataclass(frozen=True)
class _Wanted:
    """Which mail, in which language."""

    mail: EditableMail
    language: str

    def url(self, page: str, **changes: str) -> str:
        room, _slash, name = self.mail.template.partition("/")
        chosen = changes.get("language", self.language)
        return url_for(page, room=room, name=name, lingua=None if chosen == LANGUAGES[0] else chosen)


@bp.get("/posta/testi")
@requires(Permission.MAIL_READ)
def index() -> str:
    """The mails that may be rewritten, room by room; those of closed rooms are left out."""
    rooms: dict[str, list[EditableMail]] = {}
    for mail in editable_mails().values():
        if _is_open(mail):
            rooms.setdefault(mail.template.partition("/")[0], []).append(mail)
    return render_template(
        "outbox/manage/texts.html",
        rooms=[(said({**ROOMS, "members": _("Soci e quote")}, room), mails) for room, mails in rooms.items()],
        own=own_texts(),
        tabs=mail_tabs("texts"),
        fixed=[(MAILS[template], why) for template, why in FIXED_MAILS.items()],
        name_of=lambda mail: said(MAILS, mail.template),
        url_of=lambda mail, language: _Wanted(mail, language).url(".edit"),
        languages=LANGUAGE_NAMES,
    )


@bp.get(PAGE)
@requires(Permission.MAIL_READ)
def edit(room: str, name: str) -> str:
    """A mail's words, to be read or changed."""
    wanted = _wanted(room, name)
    row = text_of(wanted.mail.template, wanted.language)
    return _page(wanted, _form(wanted, row), row)


@bp.post(PAGE)
@requires(Permission.MAIL_EDIT)
def save(room: str, name: str) -> ResponseReturnValue:
    """Keep the association's words."""
    wanted = _wanted(room, name)
    form = _form(wanted, text_of(wanted.mail.template, wanted.language))
    if form.validate():
        try:
            save_text(wanted.mail, wanted.language, version=form.seen(), by=signed_in_actor(), **_typed(wanted, form))
        except TextFaults as error:
            form.show_faults(error.faults)
        except TextChanged as error:
            return _conflict(wanted, form, error.row), 409
        else:
            flash(_("Testo salvato: da adesso il messaggio parte così."), "success")
            return redirect(wanted.url(".edit"), 303)
    return _page(wanted, form, text_of(wanted.mail.template, wanted.language)), 422


@bp.post(f"{PAGE}/testo-nostro")
@requires(Permission.MAIL_EDIT)
def back(room: str, name: str) -> ResponseReturnValue:
    """Go back to the words of the system."""
    wanted = _wanted(room, name)
    form = MailTextForm()
    try:
        kept = put_back(wanted.mail, wanted.language, version=form.seen(), by=signed_in_actor())
    except TextChanged:
        flash(_("Intanto un'altra persona ha cambiato questo testo: rileggilo prima di toglierlo."), "warning")
        return redirect(wanted.url(".edit"), 303)
    if kept is not None:
        words = {part: kept.pop(part) for part in ("subject", "body")}
        text = _("Il messaggio torna a partire con il testo di partenza.")
        offer_undo(PUT_BACK, kept, text, by=signed_in_actor(), confided=words)
    return redirect(wanted.url(".edit"), 303)


@bp.get(f"{PAGE}/anteprima")
@requires(Permission.MAIL_READ)
def preview(room: str, name: str) -> Response:
    """The mail as it arrives now, for the frame."""
    wanted = _wanted(room, name)
    row = text_of(wanted.mail.template, wanted.language)
    return frame_of(wanted.mail, wanted.language, _words(wanted, row))


@bp.post(f"{PAGE}/anteprima")
@requires(Permission.MAIL_EDIT)
def preview_typed(room: str, name: str) -> Response:
    """The mail as it would arrive with the words being written, for the frame; nothing is kept."""
    wanted = _wanted(room, name)
    form = _form(wanted, None)
    typed = _typed(wanted, form)
    with force_locale(LANGUAGES[0]):
        faults = faults_of(wanted.mail, typed["subject"], typed["body"])
    return frame_of(wanted.mail, wanted.language, typed, [fault.words for fault in faults])


def _wanted(room: str, name: str) -> _Wanted:
    mail = editable_mails().get(f"{room}/{name}")
    if mail is None or not _is_open(mail):
        abort(404)
    language = request.args.get("lingua", LANGUAGES[0])
    return _Wanted(mail, language if language in LANGUAGES else LANGUAGES[0])


def _is_open(mail: EditableMail) -> bool:
    """Whether the association keeps open the room the mail is of."""
    return bool(getattr(current_tenant().identity.rooms, mail.template.partition("/")[0], True))


def _form(wanted: _Wanted, row: MailText | None) -> MailTextForm:
    with force_locale(wanted.language):  # ours to begin from is in the language of the mail
        return text_form(wanted.mail, row)


def _typed(wanted: _Wanted, form: MailTextForm) -> dict[str, str]:
    subject = "" if wanted.mail.fixed_subject else form.subject.data
    return {"subject": subject or "", "body": form.body.data or ""}


def _words(wanted: _Wanted, row: MailText | None) -> dict[str, str] | None:
    return {"subject": row.subject, "body": row.body} if row is not None else None


def _conflict(wanted: _Wanted, form: MailTextForm, theirs: MailText | None) -> str:
    """What the writer typed stays; beside it what the other kept. Saving again puts the writer's words in its place."""
    form.version.data = str(theirs.version if theirs is not None else 0)
    form.version.raw_data = None
    return _page(wanted, form, theirs, conflict=True)


def _page(wanted: _Wanted, form: MailTextForm, row: MailText | None, *, conflict: bool = False) -> str:
    mail = wanted.mail
    with force_locale(wanted.language):
        sample = mail_sample(mail)
        first = {"subject": str(mail.subject), "body": str(mail.body)}
        values = [(one, one.value(sample)) for one in mail.named().values()]
    author = names_of_accounts([row.updated_by]).get(str(row.updated_by), "") if row and row.updated_by else ""
    return render_template(
        "outbox/manage/text.html",
        mail=mail,
        form=form,
        row=row,
        conflict=conflict,
        values=values,
        first=first,
        author=author,
        name=said(MAILS, mail.template),
        languages=_languages(wanted),
        url=wanted.url,
    )


def _languages(wanted: _Wanted) -> list[dict[str, Any]]:
    return [
        {"title": title, "url": wanted.url(".edit", language=code), "active": code == wanted.language}
        for code, title in LANGUAGE_NAMES.items()
    ]
