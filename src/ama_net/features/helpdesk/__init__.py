"""The helpdesk (sportello): where a person is listened to, by appointment, and followed with care if they wish.

Words: a *service* (servizio) is what can be booked; an *operator* (chi ascolta) is who serves it; a *visitor* (chi viene) is
who asks, by a nickname and one contact, and is in no list of people; an *appointment* (appuntamento) is a meeting of the
two; a *pathway* (percorso) is a series of meetings with the same operator; a *note* is what the operator writes for
themselves, sealed. Everything that says who or why is sealed, and forgotten some days after the last meeting.
"""
