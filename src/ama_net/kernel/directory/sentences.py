"""The words people write around what they look for, when they write it as they would say it. Without accents."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FILLERS = _words("""
    ancora anche bene capisco cosa ero male niente nulla oggi ormai piu prima proprio quasi quello questa questo stata stato tutta
    tutti tutto vado viene volta
    aiuta aiutare aiutarmi aiutatemi aiuto amo andare avere bisogno cerca cercare cercasi cerchiamo cerco che chi
    come consiglio devo dopo dove essere fa faccio fare fatto for group gruppi gruppo help ho incontri incontro
    informazioni looking mi need non parlare penso per perche posso problema problemi qualche qualcosa qualcuno
    quando riesco sapere sempre sento senza soffro sono sta sto support tantissimo tanto troppo trovare vivere vivo
    voglio vorrei with
""")
"""Words that make a sentence and say nothing of what is looked for; alone they are looked for as any other."""

WHO = _words("""
    adolescente adolescenti adulti amica amiche amici amico anni anno bambina bambini bambino casa compagna compagno coppia donna donne
    famiglia familiare familiari figli figlia figlie figlio fratelli fratello genero genitore genitori giorno
    giovane giovani lavoro madre mamma mamme marito moglie nipote nipoti nonna nonni nonno nuora padre papa parente
    parenti persona persone ragazza ragazze ragazzi ragazzo sorella sorelle suocera suocero uomini uomo vita zia zio
""")
"""Words that say who, and not what about: they count less."""
