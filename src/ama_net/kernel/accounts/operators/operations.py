"""The verbs of operators. There is no audit to write in (each chain is an association's): they leave a line in the log."""

from datetime import timedelta

import structlog
from sqlalchemy import delete, select

from ama_net.foundation.database import db, record_refusal
from ama_net.kernel.accounts.codes import find_code, make_code, use_code
from ama_net.kernel.accounts.lockout import count_wrong_try, forgive
from ama_net.kernel.accounts.operations.sign_in import WrongCredentials, is_everybodys
from ama_net.kernel.accounts.operators.models import Operator, OperatorCode, OperatorSession
from ama_net.kernel.accounts.passwords import check_strength, hash_password, verify_password

PASSWORD = "password"  # noqa: S105  # the purpose of a code, not a secret
LINK_LASTS = timedelta(days=1)

log = structlog.get_logger()


def add_operator(email: str) -> str:
    """Make an operator, or give a known one another password link: the token of a link that works once, for a day.

    Who may: whoever can run commands on the installation.
    """
    operator = db.session.scalar(select(Operator).where(Operator.email == email))
    if operator is None:
        operator = Operator(email=email, failed_tries=0)
        db.session.add(operator)
        db.session.flush()
        log.info("operator.added", operator=str(operator.id))
    return make_code(OperatorCode, PASSWORD, lasts=LINK_LASTS, operator_id=operator.id)


def check_operator(*, email: str, password: str) -> Operator:
    """The operator of this address and password.

    Raises:
        WrongCredentials: whatever the reason; eight wrong tries close for a quarter of an hour.
    """
    operator = db.session.scalar(select(Operator).where(Operator.email == email))
    right = verify_password(password, operator.password_hash if operator else None)
    if operator is None or operator.is_locked or is_everybodys(password):
        raise WrongCredentials
    if not right:
        operator_id = operator.id
        with record_refusal():
            if count_wrong_try(Operator, operator_id):
                log.warning("operator.locked", operator=str(operator_id))
        raise WrongCredentials
    forgive(operator)
    return operator


def operator_of_link(token: str) -> Operator:
    """Whose password a link chooses; looking does not use it.

    Raises:
        CodeUnusable: unknown, used or expired link.
    """
    return db.session.get_one(Operator, find_code(OperatorCode, PASSWORD, token).operator_id)


def choose_operator_password(*, token: str, password: str) -> None:
    """Choose the password with the link; every browser is signed out.

    Raises:
        CodeUnusable: unknown, used or expired link.
        WeakPassword: the link stays good for another try.
    """
    operator = operator_of_link(token)
    check_strength(password, [operator.email])
    use_code(OperatorCode, PASSWORD, token)
    operator.password_hash = hash_password(password)
    forgive(operator)
    db.session.execute(delete(OperatorSession).where(OperatorSession.operator_id == operator.id))
    log.info("operator.password_chosen", operator=str(operator.id))
