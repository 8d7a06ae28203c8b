"""The worker and its timetable: the processes that run jobs. The package ama_net never imports it."""
