"""How many members, volunteers and workers a third-sector body must or may have: arithmetic, each rule with its article."""

from ama_net.kernel.tenancy.tenant_models import LegalForm

LEAST_PEOPLE, LEAST_BODIES = 7, 3
"""D.Lgs. 117/2017 art. 32 c. 1 (ODV) and art. 35 c. 1 (APS): seven people, or three ODV (APS)."""


def too_few_members(form: LegalForm, people: int, bodies: int) -> bool:
    """Whether an ODV or APS has neither seven people nor three bodies among its members."""
    return form in (LegalForm.ODV, LegalForm.APS) and people < LEAST_PEOPLE and bodies < LEAST_BODIES


def too_many_workers(form: LegalForm, *, workers: int, volunteers: int, members: int | None) -> bool | None:
    """Whether workers are more than the law allows; None when it hangs on how many members there are and nobody knows.

    An ODV: more than half the volunteers (art. 33 c. 1). An APS: more than that and more than a fifth of the members
    (art. 36).
    """
    beyond_half = workers * 2 > volunteers
    if form is LegalForm.APS and beyond_half:
        return None if members is None else workers * 5 > members
    return form is LegalForm.ODV and beyond_half
