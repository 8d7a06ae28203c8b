"""What the room keeps about people, and for how long."""

from ama_net.kernel.tenancy.personal_data import PersonalData

PERSONAL_DATA = (
    PersonalData(
        table="supplier_invoices",
        columns=("number", "amount_cents", "memo", "created_by"),
        why="pagare i fornitori e provarlo (D.Lgs. 117/2017 art. 13)",
        keep="dieci anni (DPR 600/1973 art. 22)",
    ),
    PersonalData(
        table="five_per_thousand_lines",
        columns=("words",),
        why="rendicontare il 5 per mille (DPCM 23 luglio 2020 art. 16)",
        keep="dieci anni",
    ),
)
