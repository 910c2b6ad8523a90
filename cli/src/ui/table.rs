//! Tables: columns that line up, two spaces between, no lines. Pure.
use unicode_width::UnicodeWidthStr;

use super::text::{Label, Span, paint};

/// On which side a column lines up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// Rows under headings.
pub(crate) struct Table {
    columns: Vec<(String, Align)>,
    rows: Vec<Vec<Span>>,
}

impl Table {
    pub(crate) fn new(columns: Vec<(String, Align)>) -> Self {
        Self {
            columns,
            rows: Vec::new(),
        }
    }

    pub(crate) fn row(&mut self, cells: Vec<Span>) {
        self.rows.push(cells);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The whole table, without a line end after the last row.
    pub(crate) fn render(&self) -> String {
        let widths = self.widths();
        let heads = self.columns.iter().map(|(text, _)| Span {
            label: Label::Dim,
            text: text.clone(),
        });
        let mut lines = vec![self.line(&heads.collect::<Vec<_>>(), &widths)];
        lines.extend(self.rows.iter().map(|row| self.line(row, &widths)));
        lines.join("\n")
    }

    fn widths(&self) -> Vec<usize> {
        let column = |(n, (head, _)): (usize, &(String, Align))| {
            let cells = self
                .rows
                .iter()
                .filter_map(|row| row.get(n))
                .map(|cell| cell.text.width());
            cells.max().unwrap_or(0).max(head.width())
        };
        self.columns.iter().enumerate().map(column).collect()
    }

    fn line(&self, cells: &[Span], widths: &[usize]) -> String {
        let mut line = String::new();
        // Empty cells at the end leave no spaces behind.
        let filled = cells
            .iter()
            .rposition(|cell| !cell.text.is_empty())
            .map_or(0, |last| last + 1);
        let cells = cells.get(..filled).unwrap_or(cells);
        for (n, ((cell, width), (_, align))) in cells.iter().zip(widths).zip(&self.columns).enumerate() {
            let pad = " ".repeat(width.saturating_sub(cell.text.width()));
            let shown = paint(cell.label, &cell.text);
            line.push_str(if n == 0 { "" } else { "  " });
            match align {
                Align::Right => line.extend([pad, shown]),
                Align::Left if n + 1 == cells.len() => line.push_str(&shown),
                Align::Left => line.extend([shown, pad]),
            }
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::{Align, Table};
    use crate::ui::{Label, span};

    fn sample() -> Table {
        let mut table = Table::new(vec![
            ("Na.".to_owned(), Align::Right),
            ("Timu".to_owned(), Align::Left),
            ("Alama".to_owned(), Align::Right),
        ]);
        table.row(vec![
            span(Label::Strong, "1"),
            span(Label::Good, "Wabunifu é"),
            span(Label::Plain, "70"),
        ]);
        table.row(vec![
            span(Label::Plain, "10"),
            span(Label::Plain, "B\x1b[2J"),
            span(Label::Plain, "13.25"),
        ]);
        table
    }

    #[test]
    fn columns_line_up() {
        let plain = anstream::adapter::strip_str(&sample().render()).to_string();
        insta::assert_snapshot!(plain, @r"
        Na.  Timu        Alama
          1  Wabunifu é     70
         10  B�[2J       13.25
        ");
    }

    #[test]
    fn short_rows_do_not_panic() {
        let mut table = sample();
        table.row(vec![span(Label::Plain, "11")]);
        assert_eq!(table.render().lines().count(), 4);
    }
}
