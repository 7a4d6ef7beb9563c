import { DatabaseSync } from 'node:sqlite';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { parseSearch } from './gateway/search/parse.ts';
import { planConditions } from './gateway/search/plan.ts';
import { pageQuery, searchPage } from './gateway/search/page.ts';
const d=new DatabaseSync('/tmp/sx/x.db');
d.exec('pragma cache_size=-32768;pragma temp_store=memory;');
for(const i of ['i1','i2','i3','i4','j1','j2','j3','j4'])d.exec('drop index if exists '+i);
const set=process.argv[2]??'';
if(set.includes('1'))d.exec('create index j1 on resource(type,deleted)');
if(set.includes('2'))d.exec('create index j2 on search_reference(resource_key,param,target)');
if(set.includes('3'))d.exec('create index j3 on search_date(resource_key,param,low,high)');
if(set.includes('4'))d.exec('create index j4 on search_date(param,high,low,resource_key)');
const prepared=new Map();
const db=new Kysely<any>({dialect:new SqliteDialect({database:{close(){},prepare(q:string){let s=prepared.get(q);if(!s){const st=d.prepare(q);s={reader:st.columns().length>0,all:(p:any)=>st.all(...p),run:(p:any)=>st.run(...p),iterate:(p:any)=>st.iterate(...p)};prepared.set(q,s)}return s}} as any})});
const L='https://rother.example/fhir/CodeSystem/locality';
const qs=['Patient?identifier=nhs|9990000500','Patient?identifier=9990000500','Encounter?patient-x','Encounter?subject=Patient/p77','Encounter?status=in-progress','Encounter?status=finished','Encounter?class=EMER','Encounter?class=act|EMER','Encounter?status=in-progress&class=EMER','Encounter?locality=L3','Encounter?status=in-progress&locality=loc|L3','Encounter?subject:Patient.identifier=nhs|9990000500','Encounter?subject=Patient/p77&_sort=-date','Encounter?status=in-progress&_sort=-date','Encounter?date=ge2024-03-30','Encounter?date=2024-01-10','Encounter?date=ge2024-01-10&date=le2024-01-11','Encounter?status=in-progress&date=ge2024-03-01','Encounter?status=finished&date=ge2024-03-30','Patient?family=fam12','Patient?family=fam','Patient?birthdate=1990-05-05','Encounter?_lastUpdated=gt2023-11-17','Encounter?_sort=-_lastUpdated','Encounter?_sort=-date','Encounter','Subscription','Encounter?date:missing=true','Encounter?status:missing=true','Encounter?status:not=finished','Encounter?status=in-progress&_count=0','Encounter?_count=0','Encounter?status=finished&_count=0','Patient?_id=p5','Encounter?location=Location/l5','Encounter?status=in-progress&location=Location/l0'];
for(const q of qs){const [t,x='']=q.split('?');let query;try{query=parseSearch(t as any,new URLSearchParams(x),{baseUrl:'b',now:new Date()})}catch{continue}
 const only=process.argv[3]; if(only&&!q.includes(only))continue;
 const time=async()=>{const t0=performance.now();const p=await searchPage(db as any,query as any);return [performance.now()-t0,p.rows.length,p.total]};
 await time();const r=await time();
 console.log(q.padEnd(62),String(r[1]).padStart(4),(r[0] as number).toFixed(1).padStart(8),r[2]??'');
 if(process.argv[4]&&query.count>0){const w=await planConditions(db as any,query);const c=pageQuery(query,w).compile(db as any);if(process.argv[4]==='sql')console.log(c.sql);for(const e of d.prepare('explain query plan '+c.sql).all(...c.parameters as any))console.log('     ',(e as any).detail)}
}
