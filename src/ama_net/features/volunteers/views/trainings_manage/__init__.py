"""Trainings in the office, cut by resource; importing them fills the blueprint."""

from ama_net.features.volunteers.views.trainings_manage import attendance, courses, days, paths, people, shadowings
from ama_net.features.volunteers.views.trainings_manage.door import bp

__all__ = ["attendance", "bp", "courses", "days", "paths", "people", "shadowings"]
