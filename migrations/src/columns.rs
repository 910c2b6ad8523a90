//! The few column and table shapes that the steps share.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::uuid;

/// `id uuid primary key`.
pub(crate) fn id() -> ColumnDef {
    let mut column = uuid("id");
    column.primary_key();
    column
}

/// A reference from `column` of `table` to `target`'s id; deleting what is referenced is refused.
pub(crate) fn reference(table: &str, column: &str, target: &str) -> ForeignKeyCreateStatement {
    let mut key = ForeignKey::create();
    key.name(format!("{table}_{column}_fkey"))
        .from(Alias::new(table), Alias::new(column))
        .to(Alias::new(target), Alias::new("id"))
        .on_delete(ForeignKeyAction::Restrict);
    key
}

/// A unique index named `<table>_<columns>_key`.
pub(crate) fn unique(table: &str, columns: &[&str]) -> IndexCreateStatement {
    let mut index = index_named(format!("{table}_{}_key", columns.join("_")), table, columns);
    index.unique();
    index
}

/// An index named `<table>_<columns>_idx`.
pub(crate) fn index(table: &str, columns: &[&str]) -> IndexCreateStatement {
    index_named(format!("{table}_{}_idx", columns.join("_")), table, columns)
}

fn index_named(name: String, table: &str, columns: &[&str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(Alias::new(table));
    for column in columns {
        index.col(Alias::new(*column));
    }
    index
}

/// Creates tables, then indexes, in this order.
pub(crate) async fn create(
    manager: &SchemaManager<'_>,
    tables: Vec<TableCreateStatement>,
    indexes: Vec<IndexCreateStatement>,
) -> Result<(), DbErr> {
    for table in tables {
        manager.create_table(table).await?;
    }
    for index in indexes {
        manager.create_index(index).await?;
    }
    Ok(())
}

/// Drops tables in this order.
pub(crate) async fn drop(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    for table in tables {
        manager
            .drop_table(Table::drop().table(Alias::new(*table)).to_owned())
            .await?;
    }
    Ok(())
}

/// The order of a leaderboard within `scope`: most points first, earlier first among equals.
pub(crate) fn board(table: &str, scope: &[&str]) -> IndexCreateStatement {
    let mut index = index_named(format!("{table}_board_idx"), table, scope);
    index
        .col((Alias::new("points"), IndexOrder::Desc))
        .col((Alias::new("reached_at"), IndexOrder::Asc))
        .col((Alias::new("team_id"), IndexOrder::Asc));
    index
}
