"""What bookkeeping is made of, as app.py puts it together: its pages, its jobs, what it gives to the office."""

from types import ModuleType

from flask import Blueprint

from ama_net.kernel.access import OfficeRoom
from ama_net.kernel.office import deadlines as office_deadlines
from ama_net.kernel.tenancy.settings import RoomSettings

PUBLIC: list[Blueprint] = []
MANAGE: list[Blueprint] = []
LISTENERS: list[ModuleType] = []
TASKS: list[ModuleType] = []
OFFICE: list[OfficeRoom] = []
SETTINGS: list[type[RoomSettings]] = []
DEADLINES: list[office_deadlines.Due] = []
