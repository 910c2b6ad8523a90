//! Organizations and the accounts they are given.
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wire::{Member, NewMember, NewOrganization, Organization, Page};

use super::page;
use super::refusals::{BadBody, BadQuery, Conflict, Missing, NeedsRole};
use crate::app::App;
use crate::error::{Code, Result};
use crate::organization;
use crate::web::extract::{Body, Operator, Paging, Path, Query, Registrar};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_organizations, create_organization))
        .routes(routes!(show_organization))
        .routes(routes!(create_member))
}

/// List the organizations
#[utoipa::path(get, path = "/v1/organizations", tag = "organizations", params(Paging), security(()),
    extensions(("x-who" = json!(["anonymous"]))),
    responses((status = 200, body = Page<Organization>), BadQuery))]
async fn list_organizations(
    State(app): State<App>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<Organization>>> {
    let part = organization::list(app.db().read(), &paging.window()?).await?;
    page(part.map(organization::details))
}

/// Register an organization
#[utoipa::path(post, path = "/v1/organizations", tag = "organizations", security(("bearer" = [])),
    extensions(("x-who" = json!(["operator"]))), request_body = NewOrganization,
    responses((status = 201, body = Organization), NeedsRole, Conflict, BadBody))]
async fn create_organization(
    State(app): State<App>,
    Operator(by): Operator,
    Body(new): Body<NewOrganization>,
) -> Result<impl IntoResponse> {
    let tx = app.db().begin().await?;
    let row = organization::create(&tx, &new, app.now()).await?;
    tx.commit().await?;
    tracing::info!(organization.slug = row.slug, account.id = %by.id, "organization registered");
    let place = [(header::LOCATION, format!("/v1/organizations/{}", row.slug))];
    Ok((StatusCode::CREATED, place, Json(organization::details(row)?)))
}

/// Show an organization
#[utoipa::path(get, path = "/v1/organizations/{slug}", tag = "organizations", security(()),
    params(("slug" = String, Path, description = "Short name of the organization")),
    extensions(("x-who" = json!(["anonymous"]))),
    responses((status = 200, body = Organization), Missing))]
async fn show_organization(State(app): State<App>, Path(slug): Path<String>) -> Result<Json<Organization>> {
    let row = organization::find(app.db().read(), &slug).await?;
    organization::details(row).map(Json)
}

/// Give an organization an account, with a token that is shown this once
///
/// Operators give every role but their own; coordinators give student accounts to their own organization.
#[utoipa::path(post, path = "/v1/organizations/{slug}/members", tag = "organizations",
    params(("slug" = String, Path, description = "Short name of the organization")),
    security(("bearer" = [])), extensions(("x-who" = json!(["operator", "coordinator"]))),
    request_body = NewMember,
    responses((status = 201, body = Member), NeedsRole, Missing, BadBody))]
async fn create_member(
    State(app): State<App>,
    Registrar(by): Registrar,
    Path(slug): Path<String>,
    Body(new): Body<NewMember>,
) -> Result<impl IntoResponse> {
    let tx = app.db().begin().await?;
    let organization = organization::find(&tx, &slug).await?;
    if !organization::may_add(&by, organization.id, new.role) {
        return Err(Code::AuthForbidden.into());
    }
    let member = organization::add_member(&tx, &organization, &new, app.now()).await?;
    tx.commit().await?;
    tracing::info!(member.id = %member.account, role = member.role.word(), account.id = %by.id, "member added");
    Ok((StatusCode::CREATED, Json(member)))
}
