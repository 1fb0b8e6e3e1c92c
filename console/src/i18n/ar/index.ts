// Every text of the console in Arabic.

import type { Catalogue } from '../en'
import { audit } from './audit'
import { clients } from './clients'
import { companies, company } from './companies'
import { groups } from './groups'
import { imports } from './imports'
import { lists } from './lists'
import { overview } from './overview'
import { roles } from './roles'
import { rules } from './rules'
import { ra } from './shared'
import { targetGroups } from './targetGroups'
import { users } from './users'
import { lacking, views } from './views'

export const ar: Catalogue = {
  ra,
  tenantry: {
    docs: 'توثيق API',
    lists,
    views,
    language: 'اللغة: %{name}',
    never: 'أبدًا',
    unlimited: 'غير محدود',
    no_options: 'لم يُعثر على شيء',
    status: { active: 'نشط', inactive: 'غير نشط' },
    error: {
      overtaken: 'غيّر شخص آخر هذا في هذه الأثناء. انظر إليه ثانية ثم أعد المحاولة.',
      too_many: 'كان ذلك كثيرًا دفعة واحدة. انتظر لحظة ثم أعد المحاولة.',
      unknown: 'لم يُجب الخادم جوابًا سليمًا. لم يضع شيء: أعد المحاولة بعد قليل.',
      again: 'أعد المحاولة',
      view: 'تعذّر تحميل هذا العرض. أعد المحاولة، وإن لم ينفع ذلك فأعد تحميل الصفحة.',
      offline: 'تعذّر الوصول إلى الخادم. لم يضِع شيء: أعد المحاولة عند عودة الاتصال.',
      signed_out: 'لم تسجّل الدخول.',
    },
    rules,
    lacking,
    form: { back: 'السابق', next: 'التالي', overwrite: 'احفظ ما كتبته في المرة القادمة' },
    sign_in: {
      title: 'تسجيل الدخول إلى Tenantry',
      intro: 'بمعرّف عميل API وسرّه. يبقيان في ذاكرة هذا التبويب ولا يُحفظان في أي مكان آخر.',
      id: 'معرّف العميل',
      secret: 'سر العميل',
      submit: 'سجّل الدخول',
      busy: 'جارٍ تسجيل الدخول…',
      again: 'سجّل الدخول من جديد',
      ended: 'انتهت جلستك. ما كنت تعمله لا يزال موجودًا.',
      leave: 'اخرج وافقد ما لم يُحفظ',
      invalid_client: 'معرّف العميل أو السر خاطئ، أو لا يجوز استخدامهما من هنا.',
      temporarily_unavailable: 'محاولات فاشلة كثيرة. انتظر دقيقة ثم أعد المحاولة.',
      unknown: 'تعذّر على الخادم تسجيل دخولك. أعد المحاولة.',
    },
    acting: {
      switch: 'التبديل إلى شركة',
      as: 'أنت تعمل باسم %{name}: كل ما تراه وتعمله يخصها.',
      failed: 'لا يمكنك العمل باسم هذه الشركة: %{reason}',
      leave: 'مغادرة',
      find: 'ابحث عن شركة',
      none: 'لا توجد شركة.',
      more: 'و%{count} أخرى: اكتب للعثور عليها.',
    },
    columns: { earlier: 'قدّم %{name}', later: 'أخّر %{name}' },
    export: {
      page_csv: 'هذه الصفحة بصيغة CSV',
      page_excel: 'هذه الصفحة بصيغة Excel',
      all_csv: 'كل الصفحات بصيغة CSV',
      all_excel: 'كل الصفحات بصيغة Excel',
      begun: 'يجري إعداد الملف…',
      so_far: '%{size} حتى الآن…',
      done: 'حُفظ %{name}',
    },
  },
  resources: {
    overview,
    companies,
    company,
    groups,
    users,
    'target-groups': targetGroups,
    imports,
    clients,
    roles,
    audit,
  },
}
