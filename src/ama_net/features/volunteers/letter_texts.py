"""The confidentiality letter an association begins with. It is theirs to change: the pages keep each version.

GDPR art. 29 (whoever acts under the controller handles data only on instruction) and 32 par. 4; D.Lgs. 196/2003 art.
2-quaterdecies (the controller may assign tasks to named people, under its authority).
"""

ITALIAN = """\
{association} tratta i dati personali di chi partecipa, chiede aiuto, si associa o fa volontariato. È titolare del \
trattamento. Con questa lettera ti autorizza a trattare, sotto la sua responsabilità, i dati che servono alle attività \
che ti sono affidate (regolamento UE 2016/679, articoli 29 e 32; decreto legislativo 196/2003, articolo 2-quaterdecies).

Che cosa puoi fare
- Leggere e usare solo i dati che servono al tuo compito, solo mentre lo svolgi.
- Raccogliere solo quello che è necessario, e scriverlo solo dove l'associazione ha detto.

Che cosa ti chiediamo
- Quello che ascolti e vieni a sapere resta riservato: chi partecipa a un gruppo, che cosa racconta, perché è venuto. \
Anche in famiglia, anche con chi conosce la persona.
- Non copiare dati su telefoni, chiavette, chat o fogli tuoi. Non fotografare e non registrare.
- Non lasciare in vista elenchi e schermi. Tieni per te la tua password.
- Non comunicare dati a nessuno fuori dall'associazione senza che te lo dica chi ne è responsabile. Se ti chiedono \
notizie di qualcuno, non confermare e non smentire: manda da noi.
- Se c'è un pericolo grave per qualcuno, parlane subito con chi coordina: decide l'associazione che cosa fare.
- Se perdi un foglio o un telefono, o mandi dati alla persona sbagliata, avvisaci subito: la legge ci dà 72 ore per segnalarlo.

Quanto dura
L'autorizzazione vale finché fai volontariato qui. L'impegno alla riservatezza continua anche dopo. Quando smetti \
restituisci o distruggi quello che hai.

Dichiaro di avere letto queste istruzioni, di averle capite e di impegnarmi a rispettarle."""

ENGLISH = """\
{association} handles personal data of people who take part, ask for help, join or volunteer. It is the data controller. \
By this letter it authorises you to handle, under its responsibility, the data needed for the activities entrusted to you \
(EU Regulation 2016/679, articles 29 and 32; Italian Legislative Decree 196/2003, article 2-quaterdecies).

What you may do
- Read and use only the data your task needs, only while you carry it out.
- Collect only what is necessary, and write it only where the association has said.

What we ask of you
- What you hear and learn stays confidential: who comes to a group, what they tell, why they came. In your family too, and \
with people who know them.
- Do not copy data onto phones, memory sticks, chats or papers of your own. Take no photographs, make no recordings.
- Leave no lists or screens in sight. Keep your password to yourself.
- Give data to nobody outside the association unless the person responsible tells you to. If somebody asks after a person, \
neither confirm nor deny: send them to us.
- If somebody is in serious danger, speak at once with your coordinator: the association decides what to do.
- If you lose a paper or a phone, or send data to the wrong person, tell us at once: the law gives us 72 hours to report it.

How long it lasts
The authorisation holds as long as you volunteer here. The duty of confidentiality goes on afterwards. When you stop, you \
give back or destroy what you have.

I declare that I have read these instructions, understood them, and undertake to follow them."""


def default_letter(association: str) -> tuple[str, str]:
    """The Italian and the English text, for an association."""
    return ITALIAN.format(association=association), ENGLISH.format(association=association)
