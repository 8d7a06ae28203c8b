"""What the office frame keeps about people, and for how long."""

from ama_net.kernel.tenancy.personal_data import PersonalData

PERSONAL_DATA = (
    PersonalData(
        table="undo_actions",
        columns=("account_id", "confided_sealed"),
        why="annullare un'azione appena fatta in ufficio",
        keep="un'ora",
    ),
    PersonalData(
        table="job_progress",
        columns=("created_by", "report_sealed"),
        why="seguire i lavori lunghi chiesti dall'ufficio e scaricarne il resoconto",
        keep="trenta giorni",
    ),
)
