"""The app of imports. It has no place in the navigation: people come to it from the list that they want to fill."""

from django.apps import AppConfig


class Imports(AppConfig):
    name = "lineofsight.web.imports"
    label = "imports"
    verbose_name = "Imports"

    def ready(self) -> None:
        from lineofsight.web.accounts.permissions import Permission
        from lineofsight.web.imports import taking, waiting
        from lineofsight.web.imports.models import Import
        from lineofsight.web.loads import work
        from lineofsight.web.loads.models import Task
        from lineofsight.web.records import register
        from lineofsight.web.records.kinds import Kept, Kind

        as_long = Kept(None, "", "Where a record of the board comes from is part of it")
        register.enter(
            Kind(
                model=Import, title="File brought in", plural="Files brought in", prefix="IMP", address="imports:import",
                needs=Permission.BOARD_RECORD, kept=as_long, searched=("name",), more=lambda row: row.get_kind_display(),
                duties=waiting.duties,
            )
        )  # fmt: skip
        work.DOES[Task.Kind.IMPORT] = taking.work
