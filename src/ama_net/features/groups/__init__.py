"""Groups: the directory a person in difficulty can trust, and the requests to join.

Words: a *group* (gruppo) is peers who meet; a *related service* (servizio affine: Alzheimer cafés and the like) and a
*service* (servizio) are led by professionals and always shown as another kind. A *theme* (tema) is what a group is
about, an *audience* (rivolto a) whom it is for, a *meeting* (incontro) one line of its timetable. A group is
*unconfirmed* (da confermare) until someone of the association has spoken with it: it is found, and shown as such.

Public functions: ``queries`` (what may be seen), ``operations`` (what may be done), ``words`` (times and ways in, said
in words), ``importing`` (files of groups, every odd cell accounted for).
"""
