"""Every permission and every role of an association, on one page.

A permission is named by the office page that needs it; a role is what the association's board gives to a person.
Operators of the installation are not here: they belong to no association (see kernel/accounts/operators).
"""

from enum import StrEnum


class Permission(StrEnum):
    """What an office page may ask for, in alphabetical order."""

    ACCOUNTS_EDIT = "accounts.edit"
    ACCOUNTS_READ = "accounts.read"
    AUDIT_READ = "audit.read"
    BOOKKEEPING_EDIT = "bookkeeping.edit"
    BOOKKEEPING_READ = "bookkeeping.read"
    DOCUMENTS_EDIT = "documents.edit"
    DOCUMENTS_READ = "documents.read"
    DONATIONS_EDIT = "donations.edit"
    DONATIONS_READ = "donations.read"
    EXPENSES_EDIT = "expenses.edit"
    EXPENSES_READ = "expenses.read"
    FACILITATORS_EDIT = "facilitators.edit"
    FACILITATORS_READ = "facilitators.read"
    FEES_EDIT = "fees.edit"
    FEES_READ = "fees.read"
    GROUPS_EDIT = "groups.edit"
    GROUPS_IMPORT = "groups.import"
    GROUPS_READ = "groups.read"
    HELPDESK_EDIT = "helpdesk.edit"
    HELPDESK_FIGURES = "helpdesk.figures"
    HELPDESK_READ = "helpdesk.read"
    HELPDESK_SETUP = "helpdesk.setup"
    JOIN_REQUESTS_ANSWER = "join_requests.answer"
    JOIN_REQUESTS_READ = "join_requests.read"
    LETTERS_EDIT = "letters.edit"
    LETTERS_READ = "letters.read"
    MAIL_EDIT = "mail.edit"
    MAIL_READ = "mail.read"
    MEETINGS_EDIT = "meetings.edit"
    MEETINGS_READ = "meetings.read"
    MEMBERS_ADMIT = "members.admit"
    MEMBERS_EDIT = "members.edit"
    MEMBERS_EXPORT = "members.export"
    MEMBERS_IMPORT = "members.import"
    MEMBERS_READ = "members.read"
    NEWSLETTERS_EDIT = "newsletters.edit"
    NEWSLETTERS_READ = "newsletters.read"
    NEWSLETTERS_SEND = "newsletters.send"
    OFFICES_EDIT = "offices.edit"
    OFFICE_OPEN = "office.open"
    PAYMENTS_EDIT = "payments.edit"
    PAYMENTS_READ = "payments.read"
    PEOPLE_EDIT = "people.edit"
    PEOPLE_EXPORT = "people.export"
    PEOPLE_READ = "people.read"
    PLACES_EDIT = "places.edit"
    PLACES_READ = "places.read"
    SETTINGS_EDIT = "settings.edit"
    SETTINGS_READ = "settings.read"
    SHIFTS_EDIT = "shifts.edit"
    SHIFTS_READ = "shifts.read"
    SITE_EDIT = "site.edit"
    SITE_READ = "site.read"
    SUBSCRIBERS_EDIT = "subscribers.edit"
    SUBSCRIBERS_READ = "subscribers.read"
    TRAININGS_EDIT = "trainings.edit"
    TRAININGS_READ = "trainings.read"
    VOLUNTEERS_EDIT = "volunteers.edit"
    VOLUNTEERS_EXPORT = "volunteers.export"
    VOLUNTEERS_READ = "volunteers.read"


class Role(StrEnum):
    """What a person is for the association; an account may have several."""

    BOARD = "board"
    CONTROL_BODY = "control_body"
    EDITOR = "editor"
    FACILITATOR = "facilitator"
    HELPDESK_OPERATOR = "helpdesk_operator"
    LISTENER = "listener"
    MEMBER = "member"
    NETWORK_COORDINATOR = "network_coordinator"
    PRESIDENT = "president"
    SECRETARY = "secretary"
    TREASURER = "treasurer"
    VOLUNTEER = "volunteer"


P = Permission

_READ_ONLY = frozenset(
    {P.OFFICE_OPEN, P.AUDIT_READ, P.GROUPS_READ, P.PEOPLE_READ, P.PLACES_READ, P.SETTINGS_READ, P.SITE_READ}
)
_BOOKS = frozenset(
    {
        P.BOOKKEEPING_READ,
        P.DOCUMENTS_READ,
        P.DONATIONS_READ,
        P.EXPENSES_READ,
        P.FEES_READ,
        P.LETTERS_READ,
        P.MEETINGS_READ,
        P.MEMBERS_READ,
        P.PAYMENTS_READ,
        P.VOLUNTEERS_READ,
    }
)
"""What who governs and who controls may read (D.Lgs. 117/2017 art. 15 and 30)."""
_WHOLE_OFFICE = frozenset(Permission)

PERMISSIONS_OF: dict[Role, frozenset[Permission]] = {
    # The board reads everything but what people confide: join requests are for who answers them.
    Role.BOARD: _READ_ONLY
    | _BOOKS
    | {P.ACCOUNTS_READ, P.FACILITATORS_READ, P.HELPDESK_FIGURES, P.MAIL_READ}
    | {P.NEWSLETTERS_READ, P.SHIFTS_READ, P.TRAININGS_READ},
    Role.CONTROL_BODY: _BOOKS | {P.OFFICE_OPEN, P.AUDIT_READ, P.PEOPLE_READ, P.SETTINGS_READ},
    # Who writes a newsletter sees what it says and how many it is for, never to whom it goes; somebody else sends it.
    Role.EDITOR: frozenset(
        {P.OFFICE_OPEN, P.SITE_READ, P.SITE_EDIT, P.GROUPS_READ, P.NEWSLETTERS_EDIT, P.NEWSLETTERS_READ}
    ),
    Role.FACILITATOR: frozenset(),
    Role.HELPDESK_OPERATOR: frozenset(
        {
            P.OFFICE_OPEN,
            P.FACILITATORS_READ,
            P.GROUPS_READ,
            P.HELPDESK_EDIT,
            P.HELPDESK_READ,
            P.PLACES_READ,
            P.JOIN_REQUESTS_READ,
            P.JOIN_REQUESTS_ANSWER,
            P.SHIFTS_READ,
        }
    ),
    # Who listens at the helpdesk sees whom they follow, by rule, and nothing of the office.
    Role.LISTENER: frozenset(),
    Role.MEMBER: frozenset(),
    Role.NETWORK_COORDINATOR: frozenset(
        {
            P.OFFICE_OPEN,
            P.FACILITATORS_READ,
            P.FACILITATORS_EDIT,
            P.GROUPS_READ,
            P.GROUPS_EDIT,
            P.GROUPS_IMPORT,
            P.PLACES_READ,
            P.PLACES_EDIT,
            P.JOIN_REQUESTS_READ,
            P.JOIN_REQUESTS_ANSWER,
            P.SITE_READ,
            P.TRAININGS_READ,
            P.TRAININGS_EDIT,
        }
    ),
    Role.PRESIDENT: _WHOLE_OFFICE,
    Role.SECRETARY: _WHOLE_OFFICE - {P.SETTINGS_EDIT},
    Role.TREASURER: _BOOKS
    | {
        P.OFFICE_OPEN,
        P.BOOKKEEPING_EDIT,
        P.DONATIONS_EDIT,
        P.EXPENSES_EDIT,
        P.FEES_EDIT,
        P.LETTERS_EDIT,
        P.PAYMENTS_EDIT,
        P.PEOPLE_READ,
        P.SETTINGS_READ,
    },
    Role.VOLUNTEER: frozenset(),
}


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    """What a person with these roles may do."""
    return frozenset().union(*(PERMISSIONS_OF[role] for role in roles))
