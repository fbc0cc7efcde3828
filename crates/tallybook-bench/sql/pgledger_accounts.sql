-- As many accounts as the service has, by number.
create table pgledger_numbered as
select number, (pgledger_create_account('account ' || number, 'USD')).id
from generate_series(1, 10000) number;
alter table pgledger_numbered add primary key (number);
analyze pgledger_numbered;
