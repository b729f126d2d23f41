/* A wild pointer is called by a function that keeps a frame pointer, for alloca(); or by one that does not. */
#include <linux/module.h>
static int how; module_param(how, int, 0);
static void (*volatile fn)(char *) = (void *)0xffffffffc0dead00;
static volatile int n = 64;
static noinline int with_frame(void){ char *p = __builtin_alloca(n); p[0]=1; fn(p); return p[0]; }
static noinline int plain(void){ char p[64]; p[0]=1; fn(p); return p[0]; }
static noinline int outer(void){ int r = how ? with_frame() : plain(); pr_info("x%d\n", r); return r; }
static int __init m_init(void){ int r = outer(); pr_info("y\n"); return r ; }
static void __exit m_exit(void){}
module_init(m_init); module_exit(m_exit); MODULE_LICENSE("GPL");
