-- The same lists and to-dos, with the same uids, in every installation: what a list's verbs and things combine to.

insert into todo_list (uid, name, color, created_by) values
    ('00000000-0000-4000-8000-000000000001', 'Household', '#2f6f4f', 'ana'),
    ('00000000-0000-4000-8000-000000000002', 'Groceries', '#b3541e', 'ben'),
    ('00000000-0000-4000-8000-000000000003', 'Night train to Vienna', '#1f5f8b', 'ana'),
    ('00000000-0000-4000-8000-000000000004', 'Release 2.0', '#6a4c93', 'chen'),
    ('00000000-0000-4000-8000-000000000005', 'Summer party', '#9b2242', 'dilek');

with words (list_no, verbs, things) as (
    values
    (1,
        array['Clean', 'Repair', 'Paint', 'Measure', 'Check', 'Replace', 'Sand', 'Photograph'],
        array['the kitchen window', 'the hallway lamp', 'the balcony door', 'the garden gate', 'the bathroom shelf',
            'the cellar steps', 'the coat rack', 'the letter box']),
    (2,
        array['Buy', 'Order', 'Restock', 'Compare prices of', 'Pick up', 'Use up', 'Label', 'Ask the neighbours for'],
        array['oat milk', 'rye bread', 'tomatoes', 'red lentils', 'coffee beans', 'olive oil', 'apples', 'spinach']),
    (3,
        array['Compare', 'Book', 'Pay for', 'Confirm', 'Print', 'Write down', 'Send everyone', 'Insure'],
        array['the sleeper compartment', 'the museum tickets', 'the hotel room', 'the opera seats', 'the bicycle hire',
            'the boat trip', 'the city tour', 'the dinner table']),
    (4,
        array['Write tests for', 'Review', 'Document', 'Measure', 'Translate', 'Demonstrate', 'Simplify', 'Fix'],
        array['the CSV import', 'the search page', 'the login form', 'the weekly report', 'the audit log',
            'the price list', 'the email templates', 'the mobile menu']),
    (5,
        array['Invite', 'Call', 'Remind', 'Thank', 'Find chairs for', 'Plan a game with', 'Save a seat for',
            'Send photos to'],
        array['the neighbours', 'the choir', 'the football team', 'grandma', 'the book club', 'the bakery', 'the band',
            'the office'])
),
titles as (
    select list_no, verb || ' ' || thing as title,
        -- Neighbours in a list should not all begin with the same word.
        row_number() over (partition by list_no order by (verb_no * 7 + thing_no * 5) % 23, verb_no, thing_no) as n
    from words, unnest(verbs) with ordinality as v (verb, verb_no), unnest(things) with ordinality as t (thing, thing_no)
)
insert into todo (uid, list_uid, title, notes, done, priority, due_at, position, assignee)
select
    format('00000000-0000-4000-9000-%s', lpad((list_no * 1000 + n)::text, 12, '0'))::uuid,
    format('00000000-0000-4000-8000-%s', lpad(list_no::text, 12, '0'))::uuid,
    title,
    (array['Details are in the shared folder.', 'Agreed on the phone.', 'Needs two people.'])[n % 9],
    n % 3 = 0,
    n * 7 % 4,
    case when n % 5 > 0 then timestamptz '2026-12-01 17:00:00+00' + n * interval '11 hours' end,
    n * 1000,
    (array['ana', 'ben', 'chen', 'dilek'])[(n + list_no) % 6]
from titles;
