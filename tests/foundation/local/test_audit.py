from ama_net.foundation.local import audit

LOCK = """
flask==3.1.3 \\
    --hash=sha256:aa
    # via ama-net
deprecated==1.3.1 ; python_full_version < '3.12' \\
    --hash=sha256:bb
deprecated==3.0.1 ; python_full_version >= '3.12' \\
    --hash=sha256:cc
"""


def test_pins_counts_every_locked_version() -> None:
    assert audit.pins(LOCK) == [("flask", "3.1.3"), ("deprecated", "1.3.1"), ("deprecated", "3.0.1")]


def test_rounds_ask_about_each_name_once_and_leave_nothing_out() -> None:
    assert list(audit.rounds(audit.pins(LOCK))) == [
        [("flask", "3.1.3"), ("deprecated", "1.3.1")],
        [("deprecated", "3.0.1")],
    ]


def test_an_answer_that_did_not_arrive_is_not_clean() -> None:
    assert not audit.Audit("requirements.txt", total=3, audited=2).is_clean
    assert not audit.Audit("requirements.txt", total=3, audited=3, faults=["x"]).is_clean
    assert audit.Audit("requirements.txt", total=3, audited=3).is_clean
