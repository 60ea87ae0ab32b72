"""Parquet files, their sizes checked before their columns are unpacked."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lineofsight.engine.sources.intake import SourceError
from lineofsight.engine.sources.opening.limits import MAX_FILE, MAX_ROWS, MAX_UNPACKED, MIB, open_checked

BATCH = 16_384  # rows


def read_parquet(path: Path) -> pa.Table:
    """A Parquet file's columns with their own types."""
    with open_checked(path, MAX_FILE) as file:
        try:
            schema = pq.read_schema(file)
            texts = [part.name for part in schema if pa.types.is_string(part.type)]
            # As dictionaries, since a text that stands once in the file may fill gigabytes written out.
            parquet = pq.ParquetFile(file, read_dictionary=texts)
            if parquet.metadata.num_rows > MAX_ROWS:
                raise SourceError(
                    f"{path.name}: holds {parquet.metadata.num_rows:,} rows, and {MAX_ROWS:,} may be read. "
                    "Split it, for example by year."
                )
            size, batches = 0, []
            for batch in parquet.iter_batches(BATCH):
                batches.append(batch)
                size += sum(map(_written_out, batch.columns))
                if size > MAX_UNPACKED:
                    raise SourceError(
                        f"{path.name}: holds more than {MAX_UNPACKED // MIB:,} MiB unpacked. "
                        "Split it, for example by year."
                    )
            return pa.Table.from_batches(batches, parquet.schema_arrow).cast(schema)
        except (pa.ArrowException, OSError, ValueError, KeyError) as error:
            raise SourceError(f"{path.name}: cannot be read as Parquet ({error}). Export it again.") from None


def _written_out(column: pa.Array) -> int:
    if not pa.types.is_dictionary(column.type):
        return column.nbytes
    return pc.sum(pc.binary_length(column.dictionary).take(column.indices)).as_py() or 0
