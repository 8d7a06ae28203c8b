"""What leaves when a meeting is set and when somebody is accepted, besides the office's own words and the invitation."""

from ama_net.features.volunteers.models import VolunteerApplication
from ama_net.features.volunteers.onboarding_facts import facts_of
from ama_net.features.volunteers.onboarding_secrets import way_back, whole_address
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.people import Person


def tell_of_meeting(application: VolunteerApplication) -> None:
    """Write to who applied when they are met; who left no e-mail address is called by the office."""
    address = facts_of(application).email
    if address and application.meets_at is not None:
        context = {"at": application.meets_at, "link": way_back(application.id, application.language)}
        send_mail(
            "volunteers/candidacy_meeting", to=address, context=context, about=application, locale=application.language
        )


def tell_welcome(application: VolunteerApplication, person: Person, address: str) -> None:
    """Write to who was accepted what comes first: the area, the letter, a shift; where their invitation goes."""
    language = person.preferred_language if person.preferred_language in ("it", "en") else "it"
    context = {"name": person.given_name or person.name, "link": whole_address("volunteer_my.index", language)}
    send_mail("volunteers/candidacy_welcome", to=address, context=context, about=application, locale=language)
