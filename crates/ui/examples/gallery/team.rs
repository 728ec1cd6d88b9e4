//! Who works here, and who is invited.

use crate::frames::Practice;
use leptos::prelude::*;
use ui::*;

pub fn team() -> AnyView {
    let roles = vec![Choice::new("practitioner", "Practitioner"), Choice::new("admin", "Administrator")];
    let members = [
        ("Ruth Calloway", "ruth@kestrel.example", "Practitioner", "42"),
        ("Anna Lindgren", "anna@kestrel.example", "Practitioner", "18"),
        ("Bertram Achebe-Fotheringay", "b@kestrel.example", "Administrator", ""),
    ];
    let members = members.map(|(name, email, role, clients)| {
        view! {
            <tr>
                <th scope="row">{name}<br/><span class="quiet tiny">{email}</span></th>
                <td data-label="Role">{role}</td>
                <td class="num" data-label="Clients">{clients}</td>
                <td><LinkButton href="#" look=Look::Bare>"Change"</LinkButton></td>
            </tr>
        }
    });
    let withdraw = view! { <form method="post" action="#"><Button look=Look::Danger>"Withdraw"</Button></form> };
    view! {
        <Practice current=5>
            <PageHead title="Team" detail="Kestrel Street Nutrition"/>
            <div class="split">
                <div class="stack">
                    <DataTable caption="Members" show_caption=true class="stacks">
                        <thead><tr><th scope="col">"Name"</th><th scope="col">"Role"</th><th scope="col" class="num">"Clients"</th><th scope="col"><span class="sr">"Actions"</span></th></tr></thead>
                        <tbody>{members.into_iter().collect_view()}</tbody>
                    </DataTable>
                    <section aria-labelledby="invited">
                        <h2 id="invited">"Invited"</h2>
                        <ul class="items">
                            <li>
                                <div><b>"j.okafor@example.org"</b><p class="quiet">"Practitioner, sent 12 May, expires 19 May"</p></div>
                                <Tag icon=Icon::Mail>"not opened"</Tag>
                                <div class="actions">
                                    <Confirm id="withdraw" open="Withdraw" look=Look::Bare title="Withdraw the invitation?" close="Keep it" action=withdraw.into_any()>
                                        <p class="quiet small">"The link in the e-mail stops working at once."</p>
                                    </Confirm>
                                </div>
                            </li>
                        </ul>
                    </section>
                </div>
                <Card title="Invite someone">
                    <form class="stack" method="post" action="#">
                        <TextInput name="email" label="E-mail" kind="email" autocomplete="off"/>
                        <Select name="role" label="Role" options=roles value="practitioner"/>
                        <Button look=Look::Primary icon=Icon::UserPlus>"Send invitation"</Button>
                    </form>
                </Card>
            </div>
        </Practice>
    }
    .into_any()
}
