"""The whole timetable, on one page (times are Italian)."""

from celery.schedules import crontab

TIMETABLE = {
    "warn of applications near their term": {
        "task": "members.warn_of_applications",
        "schedule": crontab(hour=7, minute=55),
    },
    "warn of offices about to expire": {"task": "members.warn_of_offices", "schedule": crontab(hour=7, minute=45)},
    "forget old applications": {"task": "members.empty_applications", "schedule": crontab(hour=3, minute=50)},
    "warn of policies about to expire": {"task": "volunteers.warn_of_policies", "schedule": crontab(hour=7, minute=40)},
    "forget old applications of volunteers": {
        "task": "volunteers.forget_onboarding",
        "schedule": crontab(hour=4, minute=20),
    },
    "warn of papers of volunteers about to expire": {
        "task": "volunteers.warn_of_papers",
        "schedule": crontab(hour=7, minute=48),
    },
    "look after gifts that come back": {
        "task": "donations.look_after_series",
        "schedule": crontab(hour=8, minute=5),
    },
    "mail that is due": {"task": "outbox.sweep", "schedule": 30.0},
    "forget old mail": {"task": "outbox.empty_old", "schedule": crontab(hour=3, minute=10)},
    "forget what corrections said": {"task": "groups.forget_corrections", "schedule": crontab(hour=3, minute=15)},
    "forget gifts that never came": {"task": "donations.forget", "schedule": crontab(hour=3, minute=22)},
    "forget who came to the helpdesk": {"task": "helpdesk.forget", "schedule": crontab(hour=3, minute=18)},
    "forget old join requests": {"task": "groups.forget_join_requests", "schedule": crontab(hour=3, minute=20)},
    "tell of late join requests": {"task": "groups.alert_late_requests", "schedule": crontab(hour=7, minute=50)},
    "ask whether groups' facts are right": {"task": "groups.keep_fresh", "schedule": crontab(hour=8, minute=40)},
    "read the sources of groups": {"task": "groups.read_sources", "schedule": crontab(minute="7,37")},
    "forget readings of sources": {"task": "groups.forget_readings", "schedule": crontab(hour=3, minute=45)},
    "find groups listed twice": {"task": "network.find_pairs", "schedule": crontab(hour=3, minute=25)},
    "tell facilitators who has written": {"task": "groups.tell_facilitators", "schedule": crontab(minute="*/10")},
    "ask this year's fee of new members": {"task": "members.ask_new_fees", "schedule": crontab(hour=6, minute=20)},
    "remind of promised transfers": {"task": "donations.follow_promised", "schedule": crontab(hour=9, minute=20)},
    "ask again for fees": {"task": "members.remind_fees", "schedule": crontab(hour=9, minute=10)},
    "go on with convocations": {"task": "members.resume_notices", "schedule": crontab(minute="*/10")},
    "forget ended sessions": {"task": "accounts.forget_old", "schedule": crontab(hour=3, minute=30)},
    "forget ways back and old jobs": {"task": "office.forget_old", "schedule": crontab(hour=3, minute=35)},
    "let the register of members follow": {"task": "members.keep_register", "schedule": crontab(hour=3, minute=5)},
    "let the register of volunteers follow": {
        "task": "volunteers.keep_register",
        "schedule": crontab(hour=3, minute=8),
    },
    "let the helpdesk's area follow who serves": {
        "task": "helpdesk.suit_listeners",
        "schedule": crontab(hour=3, minute=12),
    },
    "bring payments online up to date": {"task": "payments.catch_up", "schedule": crontab(hour=2, minute=40)},
    "anchor the chains": {"task": "audit.anchor_heads", "schedule": crontab(hour=3, minute=40)},
    "forget old letters": {"task": "correspondence.forget_old_letters", "schedule": crontab(hour=3, minute=50)},
    "forget notes about who left": {"task": "members.forget_notes", "schedule": crontab(hour=3, minute=25)},
    "forget imports of registers": {"task": "members.forget_imports", "schedule": crontab(hour=3, minute=55)},
    "forget what the members' area no longer needs": {
        "task": "members.forget_area",
        "schedule": crontab(hour=3, minute=55),
    },
    "forget requests to convene": {"task": "members.forget_convening", "schedule": crontab(hour=3, minute=55)},
    "find people written twice": {"task": "people.find_all_pairs", "schedule": crontab(hour=4, minute=5)},
    "remind offices of volunteers' hours": {
        "task": "volunteers.remind_hours",
        "schedule": crontab(hour=8, minute=10, day_of_week="mon"),
    },
    "forget old hours of volunteers": {"task": "volunteers.forget_hours", "schedule": crontab(hour=4, minute=15)},
    "forget old hours of the helpdesk": {"task": "helpdesk.forget_hours", "schedule": crontab(hour=4, minute=28)},
    "forget calls that the helpdesk made": {"task": "helpdesk.drop_old_calls", "schedule": crontab(hour=4, minute=25)},
    "remind volunteers of their shifts": {"task": "volunteers.remind_shifts", "schedule": 30.0},
    "remind of trainings": {"task": "volunteers.remind_trainings", "schedule": crontab(hour=8, minute=20)},
    "settle swaps of shifts that came to nothing": {
        "task": "volunteers.end_swaps",
        "schedule": crontab(minute="25", hour="*/4"),
    },
    "tell of shifts short of people": {
        "task": "volunteers.tell_of_short_shifts",
        "schedule": crontab(hour=8, minute=5),
    },
    "forget accounts of settled expenses": {
        "task": "volunteers.forget_expenses",
        "schedule": crontab(hour=4, minute=25),
    },
    "forget old shifts": {"task": "volunteers.forget_shifts", "schedule": crontab(hour=3, minute=45)},
    "remind of appointments": {"task": "helpdesk.remind", "schedule": 30.0},
    "offer free times to who waits": {"task": "helpdesk.keep_waiting_lists", "schedule": 120.0},
    "sweep expired holds": {"task": "helpdesk.sweep_holds", "schedule": 300.0},
    "end long waits": {"task": "helpdesk.end_long_waits", "schedule": crontab(hour=4, minute=40)},
}
