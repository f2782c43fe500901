/** Which functions of the IAB the head stub puts into the page. */
export interface ApiStubs {
  readonly tcf: boolean;
  readonly gpp: boolean;
}

// The contract with the main script stands in `page-api.ts`. The text is ES5 and ASCII, `w` is the window:
// y answers a call, and says that it was dealt with; i puts one stub into the page, where no function stands yet.
const SHARED = [
  'function y(c,v){typeof c=="function"&&c(v,!0);return 1}',
  "function i(n,h,m){",
  'var q=[],t=n+"Call",l=n+"Locator",d=w.document;',
  "function f(){var a=[].slice.call(arguments);",
  // Who has kept the stub's function is answered by its successor.
  "if(w[n]!==f)w[n].apply(w,a);else if(!a.length)return q;else h(a,f)||q.push(a)}",
  "function v(){var b=d.body,e;",
  'w.frames[l]||(b?(e=d.createElement("iframe"),e.name=l,e.style.display="none",b.appendChild(e)):w.setTimeout(v,5))}',
  'if(typeof w[n]!="function"){',
  "f.events=[];f.lastId=0;w[n]=f;v();",
  'w.addEventListener("message",function(e){try{',
  'var d=e.data,s=typeof d=="string",o=(s?d.indexOf(t)<0?{}:JSON.parse(d):d)[t],k=o.callId;',
  "Object(o)===o&&Object(k)!==k&&m(o,function(v,u){var x={};",
  'x[n+"Return"]={returnValue:v,success:u,callId:k};',
  'try{e.source.postMessage(s?JSON.stringify(x):x,"*")}catch(z){}})',
  "}catch(z){}})}}",
].join("");

// Called as `__tcfapi(command, version, callback, parameter)` (T4 to T6).
const TCF = [
  'i("__tcfapi",function(a,f){if(a[0]=="ping")',
  'return y(a[2],{gdprApplies:f.gdprApplies,cmpLoaded:!1,cmpStatus:"stub",displayStatus:"hidden",apiVersion:"2.0"})},',
  "function(o,c){w.__tcfapi(o.command,o.version,c,o.parameter)});",
].join("");

// Called as `__gpp(command, callback, parameter, version)` (G2, G8, G14, G15).
const GPP = [
  'i("__gpp",function(a,f){var x=a[0],c=a[1],e=f.events,p={gppVersion:"1.1",cmpStatus:"stub",cmpDisplayStatus:"hidden",',
  'signalStatus:"not ready",supportedAPIs:[],cmpId:0,sectionList:[],applicableSections:[0],gppString:"",',
  "parsedSections:{}};",
  'return x=="ping"?y(c,p):',
  'x=="addEventListener"?(typeof c=="function"&&e.push({id:++f.lastId,callback:c,parameter:a[2]}),',
  'y(c,{eventName:"listenerRegistered",listenerId:f.lastId,data:!0,pingData:p})):',
  'x=="removeEventListener"?(f.events=e.filter(function(l){return l.id!==a[2]}),y(c,f.events.length<e.length)):',
  'x=="hasSection"?y(c,!1):x=="getSection"||x=="getField"?y(c,null):0},',
  "function(o,c){w.__gpp(o.command,c,o.parameter,o.version)});",
].join("");

/** Writes the part of the head stub that stands in for `__tcfapi` and `__gpp` until the main script has come (T1 to T8, G1 to G4). */
export function toApiStubs({ tcf, gpp }: ApiStubs): string {
  return tcf || gpp ? `${SHARED}${tcf ? TCF : ""}${gpp ? GPP : ""}` : "";
}
