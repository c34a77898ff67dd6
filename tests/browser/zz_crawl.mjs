import { browser, pages } from "./site.mjs";
const base = process.argv[2];
const chrome = await browser();
const page = await (await chrome.newContext({viewport:{width:1280,height:900}})).newPage();
const seen = new Set(), queue = Object.values(await pages(base)).concat(["/map/compare","/devices?size=200","/ledger?status=conflict&size=200","/ledger?status=ambiguous&size=200","/ledger?status=not_seen&size=200","/ledger?status=matched&size=200","/ledger?status=no_key&size=200"]);
const found = new Map();
const kindOf=(u)=>u.replace(/\?.*/,"").replace(/\/(dev|alr|lin|adv|cap|rl|alert)?[^/]*[0-9][^/]*$/,"/X");
const perKind = new Map();
while(queue.length){ const path=queue.shift(); const key=path.split("#")[0]; if(seen.has(key)) continue; seen.add(key);
  const k=kindOf(key); const n=(perKind.get(k)??0)+1; perKind.set(k,n); if(n>60) continue;
  if(/\.(xlsx|pdf|svg|drawio|csv|json)/.test(key)||key.startsWith("/api")||key.includes("lang=en")||key.startsWith("/settings/theme")) continue;
  const r=await page.goto(base+key); if(!r||!r.ok()) {console.log("BAD",r?.status(),key);continue;}
  const data=await page.evaluate(()=>{ const out=[]; const w=document.createTreeWalker(document.body,NodeFilter.SHOW_TEXT);
    while(w.nextNode()){ const t=w.currentNode.textContent.trim(); if(!t) continue; const el=w.currentNode.parentElement; if(el.closest("script,style,code,pre,[lang=en],option")) continue;
      if(/^[\x00-\x7f–—’“”…×・]+$/.test(t) && (t.match(/[A-Za-z]{2,}/g)??[]).length>=2) out.push([t, el.tagName+"."+el.className+"<"+(el.parentElement?.tagName)+"."+(el.parentElement?.className)+"<"+(el.closest("section,form,table")?.id||el.closest("section,form,table")?.className||"")]); }
    for(const e of document.querySelectorAll("[aria-label],[title],[placeholder]")) for(const a of ["aria-label","title","placeholder"]){const t=e.getAttribute(a); if(t&&/^[\x00-\x7f]+$/.test(t)&&(t.match(/[A-Za-z]{2,}/g)??[]).length>=2) out.push([t,a])}
    return {out, links:[...document.querySelectorAll("a[href^='/']")].map(a=>a.getAttribute("href"))}; });
  for(const [t,w] of data.out){ const e=found.get(t)??{n:0,where:w,path:key}; e.n++; found.set(t,e);} 
  if(perKind.get(k)<=60) for(const l of data.links) if(!seen.has(l.split("#")[0])) queue.push(l);
}
for(const [t,e] of [...found].sort((a,b)=>a[1].where<b[1].where?-1:1)) console.log(e.n, "|", t.slice(0,160), "|", e.where, "|", e.path);
await chrome.close();
