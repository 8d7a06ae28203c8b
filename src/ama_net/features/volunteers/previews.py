"""The samples of every mail and document of the room, gathered from its parts."""

from typing import Any

from ama_net.features.volunteers import (
    previews_expenses,
    previews_hours,
    previews_insurance,
    previews_my_shifts,
    previews_onboarding,
    previews_papers,
    previews_shifts,
    previews_trainings,
)

EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    **previews_insurance.EMAIL_PREVIEWS,
    **previews_expenses.EMAIL_PREVIEWS,
    **previews_hours.EMAIL_PREVIEWS,
    **previews_my_shifts.EMAIL_PREVIEWS,
    **previews_shifts.EMAIL_PREVIEWS,
    **previews_onboarding.EMAIL_PREVIEWS,
    **previews_trainings.EMAIL_PREVIEWS,
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""

PDF_PREVIEWS: dict[str, dict[str, Any]] = {
    **previews_papers.PDF_PREVIEWS,
    **previews_expenses.PDF_PREVIEWS,
    **previews_trainings.PDF_PREVIEWS,
    **previews_hours.PDF_PREVIEWS,
    **previews_insurance.PDF_PREVIEWS,
    **previews_shifts.PDF_PREVIEWS,
}
"""By template; ``association`` and ``colours`` are added by who shows them."""
